// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.host.WriteInterceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A write interceptor whose writes come from a test. Remembers the answer to each ticket, and covers every file or none. */
final class QueuedWrites implements WriteInterceptor {

    private final LinkedBlockingQueue<Writing> writes = new LinkedBlockingQueue<>();
    private final Map<Long, String> answers = new ConcurrentHashMap<>();
    private volatile Set<String> covered = Set.of();
    private long tickets;
    /** False for a host whose files cannot be covered. */
    volatile boolean covers;

    /** Returns the ticket of a thread that writes to the file. */
    synchronized long write(long thread, String path, String text) {
        writes.add(new Writing(++tickets, thread, path, text));
        return tickets;
    }

    /** Returns {@code performed} or {@code failed}, or null while the writer waits. */
    @Nullable
    String answer(long ticket) {
        return answers.get(ticket);
    }

    @Override
    public void coverOnly(Set<String> paths) {
        covered = covers ? Set.copyOf(paths) : Set.of();
    }

    @Override
    public void readOnly(Set<String> paths) {}

    @Override
    public Set<String> covered() {
        return covered;
    }

    @Override
    public List<Writing> await(Duration atMost) throws InterruptedException {
        List<Writing> next = new ArrayList<>();
        Writing first = writes.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
            next.add(first);
            writes.drainTo(next);
        }
        return next;
    }

    @Override
    public void perform(long ticket) {
        answers.putIfAbsent(ticket, "performed");
    }

    @Override
    public void fail(long ticket) {
        answers.putIfAbsent(ticket, "failed");
    }

    @Override
    public boolean inherited() {
        return false;
    }

    @Override
    public void takeOver(Set<Long> tickets) {}

    @Override
    public Optional<String> whyEndsWithAgent() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
