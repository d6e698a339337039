// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import io.bailiff.agent.host.FanotifyEvents.Metadata;
import io.bailiff.agent.host.OpenInterceptor.Event;
import io.bailiff.agent.host.OpenInterceptor.Lost;
import io.bailiff.agent.host.OpenInterceptor.Opening;
import io.bailiff.agent.host.OpenInterceptor.Written;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A fanotify group with the marks on one kind of files, and the opens of these files that wait for an answer.
 *
 * <p>The kernel identifies an unanswered open by the number of the descriptor created for the reading process. The number stays
 * valid after the death of the reading process, as long as any process has the group open. A ticket therefore has the number in
 * the lower half, and a successor can answer. The descriptor stays open until the answer; otherwise the number could name two
 * opens.
 *
 * <p>The group names the thread of an event, because only the thread shows if the file is opened for reading or for writing. The process
 * is read from {@code /proc}. A group of an earlier version names the process; the thread is then known if the process has one alone.
 */
final class FanotifyGroup implements AutoCloseable {

    /**
     * A number above the descriptor of every unanswered open. A successor answers every number below ({@link #takeOver}), with one system
     * call each, so that the number must be limited whatever the limit of open files.
     */
    static final int HIGHEST_NUMBER = 16_384;

    private final EventFiles files;
    private final int descriptor;
    private final boolean inherited;
    private final PersistedOpens persisted;
    private final FanotifyEvents events;
    private final EventThreads threads;
    private final RefusedOpens refused;
    private final Map<Long, Handle> unanswered = new HashMap<>();
    private long opens;
    private boolean closed;

    /**
     * The kernel's identification of an unanswered open.
     *
     * @param file the descriptor's number
     * @param ours true if the number is a descriptor of the current process, reserved for the open
     */
    private record Handle(int file, boolean ours) {}

    private FanotifyGroup(
            EventFiles files, int descriptor, boolean inherited, DescriptorStore store, RefusedOpens refused)
            throws HostFileException {
        this.files = files;
        this.descriptor = descriptor;
        this.inherited = inherited;
        this.persisted = PersistedOpens.of(files, descriptor, inherited, store);
        this.events = new FanotifyEvents(descriptor);
        this.threads = EventThreads.of(descriptor);
        this.refused = refused;
    }

    /** Returns the group left by an earlier agent with the same state directory, or a new group. */
    static FanotifyGroup open(EventFiles files, Path state, RefusedOpens refused) throws HostFileException {
        DescriptorStore store = DescriptorStore.of(state, files.kept());
        int kept = store.takeBack().orElse(-1);
        int descriptor = kept >= 0 ? kept : FanotifyDescriptor.open(files);
        return new FanotifyGroup(files, descriptor, kept >= 0, store, refused);
    }

    int descriptor() {
        return descriptor;
    }

    boolean inherited() {
        return inherited;
    }

    EventThreads threads() {
        return threads;
    }

    /** @param path the file in the host's spelling, for the error */
    void mark(String place, String path, int change, long mask) throws HostFileException {
        try {
            LibcEvents.fanotify_mark(descriptor, change, mask, LibcEvents.CURRENT_DIRECTORY, place);
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), path);
        }
    }

    /**
     * Reads the next events, without waiting.
     *
     * @return false if there was no event; true also if the only events are opens that were denied
     */
    synchronized boolean read(List<Event> next) throws HostFileException {
        if (closed) {
            throw new HostFileException(HostError.OTHER, "fanotify", "the fanotify group is closed");
        }
        FanotifyEvents.Result result = events.read();
        if (result == FanotifyEvents.Result.LOST) {
            refused.add(unanswered.size());
            next.add(new Lost());
        }
        for (Metadata event : events.last()) {
            handle(event).ifPresent(next::add);
        }
        return result != FanotifyEvents.Result.NONE;
    }

    private Optional<Event> handle(Metadata event) throws HostFileException {
        if (event.isOverflow()) {
            return Optional.of(new Lost());
        }
        int file = event.file();
        String path = EventPath.of(file);
        if (!event.isOpen()) {
            closeQuietly(file);
            return Optional.of(new Written(threads.process(event.process()), path));
        }
        forgetOlder(file);
        if (file >= HIGHEST_NUMBER) {
            answer(new Handle(file, true), LibcEvents.FAN_DENY);
            refused.add(unanswered.size());
            return Optional.empty();
        }
        long ticket = files.ticket(++opens, file);
        unanswered.put(ticket, new Handle(file, true));
        return Optional.of(
                new Opening(ticket, threads.process(event.process()), threads.thread(event.process()), path));
    }

    /**
     * Denies an older open with the number of the newest open, so that the number names one open again. An open read by an
     * earlier agent may have the number just assigned to a new open. For two opens with the same number the kernel answers the
     * older open first.
     */
    private void forgetOlder(int file) {
        Long older = unanswered.entrySet().stream()
                .filter(entry -> entry.getValue().file() == file)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
        if (older != null) {
            unanswered.remove(older);
            respond(file, LibcEvents.FAN_DENY);
            persisted.remove(older);
        }
    }

    /** Keeps the group for a successor until the answer to the open, if the group is not kept anyway. */
    synchronized void persist(long ticket) {
        if (!closed && unanswered.containsKey(ticket)) {
            persisted.add(ticket);
        }
    }

    /** Denies an open for lack of capacity. */
    synchronized void refuse(long ticket) {
        answer(ticket, LibcEvents.FAN_DENY);
        refused.add(unanswered.size());
    }

    /** @param response FAN_ALLOW or FAN_DENY */
    synchronized void answer(long ticket, int response) {
        Handle number = unanswered.remove(ticket);
        if (number != null && !closed) {
            answer(number, response);
            persisted.remove(ticket);
        }
    }

    private void answer(Handle number, int response) {
        respond(number.file(), response);
        if (number.ours()) {
            closeQuietly(number.file());
        }
    }

    /** Writes a {@code struct fanotify_response}. ENOENT is ignored: the opener has been killed, or the open does not exist. */
    private void respond(int file, int response) {
        byte[] answer = ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putInt(file)
                .putInt(response)
                .array();
        LibcEvents.write(descriptor, answer, answer.length);
    }

    /**
     * Continues to hold the opens of these files read and not answered by an earlier agent, and denies all other such opens: the earlier agent
     * may have recorded a refusal, and was killed before the answer.
     *
     * @return the opens that the kernel has let through meanwhile, because no process had the group open
     */
    synchronized Set<Long> takeOver(Set<Long> tickets) {
        Map<Integer, Long> numbers = new HashMap<>();
        tickets.stream()
                .filter(ticket -> EventFiles.of(ticket) == files)
                .forEach(ticket -> numbers.put(EventFiles.number(ticket), ticket));
        if (!inherited) {
            return Set.copyOf(numbers.values());
        }
        for (int number = 0; number < HIGHEST_NUMBER; number++) {
            Long ticket = numbers.get(number);
            if (ticket == null) {
                respond(number, LibcEvents.FAN_DENY);
            } else {
                unanswered.put(ticket, new Handle(number, reserve(number)));
                opens = Math.max(opens, ticket >>> Integer.SIZE);
                persist(ticket);
            }
        }
        persisted.dropIfNotNeeded();
        return Set.of();
    }

    /**
     * Reserves the number, so that the kernel does not assign the number to another open.
     *
     * @return false if the current process already uses the number for another file, or has a lower limit of open files than the earlier
     *     agent; the number may become free later
     */
    private static boolean reserve(int number) {
        int nothing = Libc.open("/dev/null", Libc.READ_ONLY | Libc.CLOSE_ON_EXEC);
        try {
            int got = LibcEvents.fcntl(nothing, LibcEvents.F_DUPFD_CLOEXEC, number);
            if (got != number) {
                closeQuietly(got);
            }
            return got == number;
        } catch (LastErrorException aboveTheLimit) {
            return false;
        } finally {
            closeQuietly(nothing);
        }
    }

    /** Returns the name of the store for people; empty if the group is not to be kept now. */
    synchronized Optional<String> survivesAgent() {
        return persisted.text();
    }

    /** Closes the files of the group as the kernel does for a killed process; for tests. */
    synchronized void abandon() {
        closed = true;
        unanswered.values().stream().filter(Handle::ours).forEach(handle -> closeQuietly(handle.file()));
        closeQuietly(descriptor);
    }

    /** Denies the persisted opens, gives all other opens the answer of these files at the end, and holds no more. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        answerAll();
        if (files.answerAtEnd() == LibcEvents.FAN_DENY) {
            denyUnread();
        }
        persisted.end();
        closed = true;
        // The kernel lets unread opens through.
        closeQuietly(descriptor);
    }

    private void answerAll() {
        unanswered.forEach(
                (ticket, number) -> answer(number, persisted.has(ticket) ? LibcEvents.FAN_DENY : files.answerAtEnd()));
        unanswered.clear();
        persisted.removeAll();
    }

    private void denyUnread() {
        try {
            while (read(new ArrayList<>())) {
                answerAll();
            }
        } catch (HostFileException broken) {
            refused.cannotDeny(broken);
        }
    }

    static void closeQuietly(int file) {
        try {
            Libc.close(file);
        } catch (LastErrorException alreadyClosed) {
            // Nothing can be done about a failed close, and nothing depends on the close.
        }
    }
}
