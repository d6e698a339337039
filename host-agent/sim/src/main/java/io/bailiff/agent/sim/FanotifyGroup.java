// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.host.OpenInterceptor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The marks of a listener, the unread events, and the processes waiting for an answer. Guarded by {@link KernelLock}. */
final class FanotifyGroup {

    /** The answer to an open. */
    enum Answer {
        ALLOWED,
        DENIED
    }

    /** A waiting open. */
    static final class Open {

        final long ticket;
        final long pid;
        final String path;
        final OpenInterceptor.Access access;
        /** True if the listener has read the event of the open. */
        boolean delivered;

        boolean fileRemoved;

        @Nullable
        Answer answer;

        Open(long ticket, long pid, String path, OpenInterceptor.Access access) {
            this.ticket = ticket;
            this.pid = pid;
            this.path = path;
            this.access = access;
        }
    }

    private final Set<String> held = new HashSet<>();
    /** The held files that can be read. Another group has their marks on a real host. */
    private final Set<String> readable = new HashSet<>();

    private final Set<Long> persisted = new HashSet<>();
    private final Set<Long> letThrough = new HashSet<>();
    private final Set<String> told = new HashSet<>();
    private final Map<Long, Open> opens = new TreeMap<>();
    private final Deque<OpenInterceptor.Event> queue = new ArrayDeque<>();
    private int toLose;
    private boolean hidesAccess;

    boolean hasListener;
    /** True if an earlier listener has died and left the group. */
    boolean inherited;

    void hold(String path, boolean isReadable) {
        held.add(path);
        if (isReadable) {
            readable.add(path);
        }
    }

    void release(String path) {
        held.remove(path);
        readable.remove(path);
    }

    /** Keeps the opens of readable files held after the death of the listener, until the answer to the open. */
    void persist(long ticket) {
        if (opens.containsKey(ticket)) {
            persisted.add(ticket);
        }
    }

    void reportWrites(String path) {
        told.add(path);
    }

    boolean holds(String path) {
        return held.contains(path);
    }

    void add(Open open) {
        opens.put(open.ticket, open);
        queue.add(new OpenInterceptor.Opening(open.ticket, open.pid, open.pid, open.path));
    }

    /**
     * Removes an open after the answer, or after the death of the process. A listener can no longer read an unread event of the
     * open.
     */
    void remove(Open open) {
        opens.remove(open.ticket);
        persisted.remove(open.ticket);
        queue.removeIf(event -> event instanceof OpenInterceptor.Opening opening && opening.ticket() == open.ticket);
    }

    /** Adds a write event. The unread writes of a process to a file become a single event (fanotify_merge in fs/notify/fanotify). */
    void written(long pid, String path) {
        if (!told.contains(path)) {
            return;
        }
        OpenInterceptor.Event event = new OpenInterceptor.Written(pid, path);
        if (toLose > 0) {
            toLose--;
            event = new OpenInterceptor.Lost();
        }
        if (!queue.contains(event)) {
            queue.add(event);
        }
    }

    void loseNextWrites(int count) {
        toLose = count;
    }

    void hideAccess() {
        hidesAccess = true;
    }

    /** Returns the purpose of a waiting open. */
    OpenInterceptor.Access access(long ticket) {
        Open open = opens.get(ticket);
        return open == null || hidesAccess ? OpenInterceptor.Access.UNKNOWN : open.access;
    }

    void forget(String prefix) {
        held.removeIf(path -> path.startsWith(prefix));
        readable.removeIf(path -> path.startsWith(prefix));
        told.removeIf(path -> path.startsWith(prefix));
        opens.values().stream().filter(open -> open.path.startsWith(prefix)).forEach(open -> open.fileRemoved = true);
    }

    /**
     * Marks the listener as dead while another process keeps the group open: waiting processes continue to wait. Without a persisted open no
     * process keeps the opens of readable files, and the kernel lets the openers through.
     */
    void leave() {
        hasListener = false;
        inherited = true;
        if (opens.values().stream().noneMatch(open -> isReadable(open) && persisted.contains(open.ticket))) {
            held.removeAll(readable);
            opens.values().stream().filter(this::isReadable).forEach(open -> {
                letThrough.add(open.ticket);
                answer(open.ticket, Answer.ALLOWED);
            });
            readable.clear();
        }
    }

    private boolean isReadable(Open open) {
        return readable.contains(open.path);
    }

    /** Returns the opens among these that the kernel let through when a former listener died. */
    Set<Long> letThrough(Set<Long> tickets) {
        Set<Long> both = new HashSet<>(tickets);
        both.retainAll(letThrough);
        return both;
    }

    boolean hasNews() {
        return !queue.isEmpty();
    }

    List<OpenInterceptor.Event> read() {
        List<OpenInterceptor.Event> events = List.copyOf(queue);
        queue.clear();
        for (OpenInterceptor.Event event : events) {
            if (event instanceof OpenInterceptor.Opening opening) {
                Open open = opens.get(opening.ticket());
                if (open != null) {
                    open.delivered = true;
                }
            }
        }
        return events;
    }

    void answer(long ticket, Answer answer) {
        Open open = opens.get(ticket);
        if (open != null && open.answer == null) {
            open.answer = answer;
        }
    }

    void answerAll(Answer answer) {
        opens.keySet().forEach(ticket -> answer(ticket, answer));
    }

    /** Denies all opens read by a former listener, except the given opens. */
    void denyDeliveredBut(Set<Long> tickets) {
        persisted.clear();
        persisted.addAll(tickets);
        opens.values().stream()
                .filter(open -> open.delivered && !tickets.contains(open.ticket))
                .forEach(open -> answer(open.ticket, Answer.DENIED));
    }

    /** Denies persisted opens and opens of write-only files, and allows all other opens. */
    void close() {
        opens.values()
                .forEach(open -> answer(
                        open.ticket,
                        isReadable(open) && !persisted.contains(open.ticket) ? Answer.ALLOWED : Answer.DENIED));
    }
}
