// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.host.OpenInterceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** An interceptor whose events come from a test. Remembers the answer to each ticket. */
final class QueuedInterceptor implements OpenInterceptor {

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Map<Long, String> answers = new ConcurrentHashMap<>();
    private long tickets;
    /** The number of opens that can be held. */
    volatile int most = Integer.MAX_VALUE;

    private final AtomicLong refused = new AtomicLong();

    /** Returns the ticket of a process that opens the file. */
    synchronized long open(long pid, String path) {
        events.add(new Opening(++tickets, pid, pid, path));
        return tickets;
    }

    /** Returns {@code allowed} or {@code denied}, or null while the opener waits. */
    @Nullable
    String answer(long ticket) {
        return answers.get(ticket);
    }

    int answered() {
        return answers.size();
    }

    @Override
    public Capacity capacity() {
        return new Capacity(most, refused.get());
    }

    @Override
    public boolean canHold(long ticket) {
        return ticket <= most;
    }

    @Override
    public void refuse(long ticket) {
        deny(ticket);
        refused.incrementAndGet();
    }

    @Override
    public void hold(String path) {}

    @Override
    public void release(String path) {}

    @Override
    public void reportWrites(String path) {}

    @Override
    public List<Event> await(Duration atMost) throws InterruptedException {
        List<Event> next = new ArrayList<>();
        Event first = events.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
            next.add(first);
            events.drainTo(next);
        }
        return next;
    }

    @Override
    public void allow(long ticket) {
        answers.putIfAbsent(ticket, "allowed");
    }

    @Override
    public void deny(long ticket) {
        answers.putIfAbsent(ticket, "denied");
    }

    @Override
    public void endOpener(long pid) {}

    @Override
    public boolean inherited() {
        return false;
    }

    @Override
    public Set<Long> takeOver(Set<Long> tickets) {
        return Set.of();
    }

    @Override
    public String survivesAgent() {
        return "nothing: a test";
    }

    @Override
    public void close() {}
}
