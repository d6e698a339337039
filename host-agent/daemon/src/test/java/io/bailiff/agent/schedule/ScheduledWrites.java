// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.schedule;

import io.bailiff.agent.host.WriteInterceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A write interceptor without threads: a writer waits in a list until the agent answers. The interceptor outlives the agent. */
final class ScheduledWrites implements WriteInterceptor {

    private final ScheduledHost host;
    private final Set<String> covered = new TreeSet<>();
    private final Map<Long, ScheduledInterceptor.Opener> waiting = new LinkedHashMap<>();
    private final List<Writing> news = new ArrayList<>();
    private final Map<Long, Writing> delivered = new TreeMap<>();
    private final Set<Long> left = new HashSet<>();
    private final Set<Long> failed = new HashSet<>();
    private long tickets;
    private boolean inherited;

    ScheduledWrites(ScheduledHost host) {
        this.host = host;
    }

    /** Returns the ticket of a process that writes to a covered file. */
    long comes(long pid, String path, String text, ScheduledInterceptor.Opener writer) {
        tickets++;
        waiting.put(tickets, writer);
        news.add(new Writing(tickets, pid, path, text));
        return tickets;
    }

    /** Handles the end of a process that waits: a process ends only after the answer, so the agent answers later. */
    void leaves(long ticket) {
        waiting.remove(ticket);
        left.add(ticket);
        news.removeIf(writing -> writing.ticket() == ticket);
    }

    boolean waits(long ticket) {
        return waiting.containsKey(ticket);
    }

    /** Returns true if the process waits and the agent has read the write. */
    boolean isHeld(long ticket) {
        return waits(ticket) && delivered.containsKey(ticket);
    }

    /** Leaves the interceptor to the next agent. */
    void inherit() {
        inherited = true;
    }

    @Override
    public void coverOnly(Set<String> paths) {
        host.life().effect();
        covered.clear();
        covered.addAll(paths);
    }

    /** No schedule writes to procfs. */
    @Override
    public void readOnly(Set<String> paths) {}

    @Override
    public Set<String> covered() {
        return Set.copyOf(covered);
    }

    @Override
    public List<Writing> await(Duration atMost) {
        List<Writing> all = List.copyOf(news);
        news.clear();
        all.forEach(writing -> delivered.put(writing.ticket(), writing));
        return all;
    }

    @Override
    public void perform(long ticket) {
        answered(ticket).goesOn();
    }

    @Override
    public void fail(long ticket) {
        // An agent fails the writes of refused claims once more at its start. A ticket is never another write's, so
        // that nothing happens.
        if (!failed.contains(ticket)) {
            answered(ticket).isRefused();
            failed.add(ticket);
        }
    }

    private ScheduledInterceptor.Opener answered(long ticket) {
        host.life().effect();
        ScheduledInterceptor.Opener writer = waiting.remove(ticket);
        host.rules()
                .require(
                        writer != null || left.contains(ticket),
                        "answers: a write is answered that does not wait; its ticket may be another write's by now");
        return writer == null ? () -> {} : writer;
    }

    @Override
    public boolean inherited() {
        return inherited;
    }

    @Override
    public void takeOver(Set<Long> known) {
        List<Writing> again = delivered.values().stream()
                .filter(writing -> waits(writing.ticket()) && !known.contains(writing.ticket()))
                .toList();
        again.forEach(writing -> delivered.remove(writing.ticket()));
        news.addAll(0, again);
    }

    @Override
    public Optional<String> whyEndsWithAgent() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
