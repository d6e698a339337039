// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.schedule;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.OpenInterceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** An interceptor without threads: who comes waits in a list, and goes on when the agent says so. It outlives the agent. */
final class ScheduledInterceptor implements OpenInterceptor {

    /** Somebody who wants to open a file. */
    interface Opener {
        void goesOn();

        default void isRefused() {}
    }

    private final ScheduledHost host;
    private final Map<String, String> places = new HashMap<>();
    private final Set<String> held = new HashSet<>();
    private final Set<String> told = new HashSet<>();
    private final Map<Long, Opener> waiting = new LinkedHashMap<>();
    private final List<Event> news = new ArrayList<>();
    private final Set<Long> delivered = new TreeSet<>();
    private final Set<Long> left = new HashSet<>();
    private long tickets;
    private boolean inherited;

    ScheduledInterceptor(ScheduledHost host) {
        this.host = host;
    }

    /** Gives the ticket, or 0 if nobody holds this file. */
    long comes(long pid, String path, Opener opener) throws HostFileException {
        String place = real(path);
        if (!held.contains(place)) {
            opener.goesOn();
            return 0;
        }
        tickets++;
        waiting.put(tickets, opener);
        news.add(new Opening(tickets, pid, pid, place));
        return tickets;
    }

    /** A process has written to a file. */
    void isWritten(long pid, String path) throws HostFileException {
        if (told.contains(real(path))) {
            news.add(new Written(pid, real(path)));
        }
    }

    /** More is written than can be told. */
    void losesNews() {
        if (news.removeIf(Written.class::isInstance)) {
            news.add(new Lost());
        }
    }

    /** A process that slept has ended. */
    void leaves(long ticket) {
        waiting.remove(ticket);
        left.add(ticket);
        news.removeIf(event -> event instanceof Opening opening && opening.ticket() == ticket);
    }

    boolean waits(long ticket) {
        return waiting.containsKey(ticket);
    }

    /** Whether somebody waits of whom the agent has heard. */
    boolean isHeld(long ticket) {
        return waits(ticket) && delivered.contains(ticket);
    }

    /** The next agent finds it standing. */
    void inherit() {
        inherited = true;
    }

    @Override
    public void hold(String path) throws HostFileException {
        held.add(real(path));
    }

    @Override
    public void release(String path) throws HostFileException {
        held.remove(real(path));
    }

    @Override
    public void reportWrites(String path) throws HostFileException {
        told.add(real(path));
    }

    @Override
    public List<Event> await(Duration atMost) {
        List<Event> all = List.copyOf(news);
        news.clear();
        for (Event event : all) {
            if (event instanceof Opening opening) {
                delivered.add(opening.ticket());
            }
        }
        return all;
    }

    @Override
    public void allow(long ticket) {
        answered(ticket).goesOn();
    }

    @Override
    public void deny(long ticket) {
        answered(ticket).isRefused();
    }

    /** No schedule unloads a module. */
    @Override
    public void endOpener(long pid) {}

    private Opener answered(long ticket) {
        host.life().effect();
        Opener opener = waiting.remove(ticket);
        host.rules()
                .require(
                        opener != null || left.contains(ticket),
                        "answers: an open is answered that does not wait; its ticket may be somebody else's by now");
        return opener == null ? () -> {} : opener;
    }

    @Override
    public boolean inherited() {
        return inherited;
    }

    @Override
    public Set<Long> takeOver(Set<Long> known) {
        for (long ticket : List.copyOf(delivered)) {
            if (waits(ticket) && !known.contains(ticket)) {
                deny(ticket);
            }
        }
        return Set.of();
    }

    @Override
    public String survivesAgent() {
        return "the schedule";
    }

    @Override
    public void close() {}

    /** No file goes, and none comes: its place is looked up once. */
    private String real(String path) throws HostFileException {
        String known = places.get(path);
        if (known == null) {
            known = host.sim().files().realPath(path).orElse(path);
            places.put(path, known);
        }
        return known;
    }
}
