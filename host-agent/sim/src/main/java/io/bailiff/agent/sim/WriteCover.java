// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.host.WriteInterceptor.Writing;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The covered files of a listener, the unread writes, and the processes waiting for an answer. Guarded by {@link KernelLock}. */
final class WriteCover {

    /** A waiting write. */
    static final class Write {

        final long ticket;
        final long thread;
        final String path;
        final String text;
        /** True if the listener has read the write. */
        boolean delivered;

        boolean fileRemoved;
        /** True if the listener has the write performed. */
        boolean performed;
        /** The errno of a failed write; null while the write waits, or for a performed write. */
        @Nullable
        SimErrno failure;

        Write(long ticket, long thread, String path, String text) {
            this.ticket = ticket;
            this.thread = thread;
            this.path = path;
            this.text = text;
        }

        boolean isAnswered() {
            return performed || failure != null;
        }
    }

    private final Set<String> covered = new TreeSet<>();
    private final Set<String> readOnly = new TreeSet<>();
    private final Map<Long, Write> writes = new TreeMap<>();
    private final Deque<Write> queue = new ArrayDeque<>();
    private boolean ended;

    boolean hasListener;
    /** True if an earlier listener has died and left the cover. */
    boolean inherited;

    void coverOnly(Collection<String> paths) {
        covered.clear();
        covered.addAll(paths);
    }

    void readOnly(Collection<String> paths) {
        readOnly.clear();
        readOnly.addAll(paths);
    }

    boolean isReadOnly(String path) {
        return readOnly.contains(path);
    }

    Set<String> covered() {
        return Set.copyOf(covered);
    }

    boolean covers(String path) {
        return covered.contains(path);
    }

    /** Adds a write of a process that has opened the file through the cover. */
    void add(Write write) {
        if (ended) {
            write.failure = SimErrno.ENOTCONN;
            return;
        }
        writes.put(write.ticket, write);
        queue.add(write);
    }

    void remove(Write write) {
        writes.remove(write.ticket);
        queue.remove(write);
    }

    void forget(String prefix) {
        covered.removeIf(path -> path.startsWith(prefix));
        writes.values().stream()
                .filter(write -> write.path.startsWith(prefix))
                .forEach(write -> write.fileRemoved = true);
    }

    /** Marks the listener as dead while another process keeps the cover: waiting processes continue to wait. */
    void leave() {
        hasListener = false;
        inherited = true;
    }

    void end(SimErrno failure) {
        ended = true;
        covered.clear();
        readOnly.clear();
        writes.values().forEach(write -> fail(write, failure));
    }

    boolean hasNews() {
        return !queue.isEmpty();
    }

    List<Writing> read() {
        queue.forEach(write -> write.delivered = true);
        List<Writing> news = queue.stream()
                .map(write -> new Writing(write.ticket, write.thread, write.path, write.text))
                .toList();
        queue.clear();
        return news;
    }

    void perform(long ticket) {
        Write write = writes.get(ticket);
        if (write != null && !write.isAnswered()) {
            write.performed = true;
        }
    }

    void fail(long ticket) {
        Write write = writes.get(ticket);
        if (write != null) {
            fail(write, SimErrno.EPERM);
        }
    }

    /** Queues all writes read by a former listener once more, except the given writes and the performed writes. */
    void queueDeliveredBut(Set<Long> tickets) {
        List<Write> again = writes.values().stream()
                .filter(write -> write.delivered && !write.isAnswered() && !tickets.contains(write.ticket))
                .toList();
        // Before the unread writes, in the order of the tickets: the map is sorted.
        for (int index = again.size() - 1; index >= 0; index--) {
            queue.addFirst(again.get(index));
        }
    }

    private static void fail(Write write, SimErrno failure) {
        if (!write.isAnswered()) {
            write.failure = failure;
        }
    }
}
