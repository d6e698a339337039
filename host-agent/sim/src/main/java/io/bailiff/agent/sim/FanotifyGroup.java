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

/** The marks of one listener, its unread events, and the processes that wait for an answer. Guarded by {@link KernelLock}. */
final class FanotifyGroup {

    /** What became of an open. */
    enum Answer {
        ALLOWED,
        DENIED
    }

    /** An open that waits. */
    static final class Open {

        final long ticket;
        final long pid;
        final String path;
        /** Whether the listener has read of it. */
        boolean delivered;

        boolean fileGone;

        @Nullable
        Answer answer;

        Open(long ticket, long pid, String path) {
            this.ticket = ticket;
            this.pid = pid;
            this.path = path;
        }
    }

    private final Set<String> held = new HashSet<>();
    private final Set<String> told = new HashSet<>();
    private final Map<Long, Open> opens = new TreeMap<>();
    private final Deque<OpenInterceptor.Event> queue = new ArrayDeque<>();
    private int toLose;

    boolean hasListener;
    /** Whether a listener has died and left it standing. */
    boolean inherited;

    void hold(String path) {
        held.add(path);
    }

    void reportWrites(String path) {
        told.add(path);
    }

    boolean holds(String path) {
        return held.contains(path);
    }

    void add(Open open) {
        opens.put(open.ticket, open);
        queue.add(new OpenInterceptor.Opening(open.ticket, open.pid, open.path));
    }

    /** It has been answered, or its process killed: then a listener that has not read of it never will. */
    void remove(Open open) {
        opens.remove(open.ticket);
        queue.removeIf(event -> event instanceof OpenInterceptor.Opening opening && opening.ticket() == open.ticket);
    }

    /** Writes of one process that nobody has read of yet become one event (fanotify_merge in fs/notify/fanotify). */
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

    void forget(String prefix) {
        held.removeIf(path -> path.startsWith(prefix));
        told.removeIf(path -> path.startsWith(prefix));
        opens.values().stream().filter(open -> open.path.startsWith(prefix)).forEach(open -> open.fileGone = true);
    }

    /** The listener is gone, but something else keeps the group: whoever waits goes on waiting. */
    void leave() {
        hasListener = false;
        inherited = true;
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

    /** Denies what a former listener has read, other than this. */
    void denyDeliveredBut(Set<Long> tickets) {
        opens.values().stream()
                .filter(open -> open.delivered && !tickets.contains(open.ticket))
                .forEach(open -> answer(open.ticket, Answer.DENIED));
    }
}
