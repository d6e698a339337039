// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The interceptor of a real host: fanotify permission events (fanotify(7)), with one mark per file.
 *
 * <p>The kernel opens the event's file for the listener with the flags of the group. The control files of the PCI bus are
 * write-only, and sysfs enforces the mode even for root, so the flags must say O_WRONLY. With other flags the read fails and
 * the kernel denies the open itself (copy_event_to_user in fs/notify/fanotify/fanotify_user.c). For the same reason the
 * interceptor marks only writable files, and never a whole file system. A file that nobody may write gets a write bit first ({@link WriteBits}).
 *
 * <p>The kernel identifies an unanswered open by the number of the descriptor created for the reading process. The number stays
 * valid after the death of the reading process, as long as any process has the group open. A ticket therefore has the number in
 * the lower half, and a successor can answer. The descriptor stays open until the answer; otherwise the number could name two
 * opens.
 *
 * <p>The group names the thread of an event, because only the thread shows if the file is opened for reading or for writing. The process
 * is read from {@code /proc}. A group of an earlier version names the process; the thread is then known if the process has one alone.
 */
public final class FanotifyInterceptor implements OpenInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(FanotifyInterceptor.class);
    private static final int METADATA_LENGTH = 24;
    private static final int METADATA_VERSION = 3;
    /**
     * A number above the descriptor of every unanswered open. A successor answers every number below ({@link #takeOver}), with one system
     * call each, so that the number must be limited whatever the limit of open files.
     */
    private static final int HIGHEST_NUMBER = 16_384;

    /** The number of descriptors for opens with an answer at once, and for the agent's own files. Held opens use only the other descriptors. */
    private static final int OWN_DESCRIPTORS = 256;

    private final int group;
    private final int most;
    private final boolean inherited;
    private final RootedPaths paths;
    private final DescriptorStore store;
    private final EventThreads threads;
    private final WriteBits bits = new WriteBits();
    private final Map<Long, Handle> unanswered = new HashMap<>();
    private final byte[] buffer = new byte[METADATA_LENGTH * 64];
    private long opens;
    private long refused;
    private boolean closed;

    /**
     * The kernel's identification of an unanswered open.
     *
     * @param file the descriptor's number
     * @param ours true if the number is a descriptor of the current process, reserved for the open
     */
    private record Handle(int file, boolean ours) {}

    private FanotifyInterceptor(
            int group, int most, boolean inherited, RootedPaths paths, DescriptorStore store, EventThreads threads) {
        this.group = group;
        this.most = most;
        this.inherited = inherited;
        this.paths = paths;
        this.store = store;
        this.threads = threads;
    }

    /**
     * Returns the interceptor left by an earlier agent with the same state directory, or a new interceptor.
     *
     * @param root the location of the host's {@code /} on the current machine
     * @param state the agent's state directory, by which a later agent recognizes the interceptor
     * @throws HostFileException if the kernel has no permission events or the process lacks the rights
     */
    public static FanotifyInterceptor open(Path root, Path state) throws HostFileException {
        return open(paths(root), state, mostOpeners());
    }

    /**
     * Returns the interceptor of a host whose control files a {@link WriteInterceptor} covers. The marks are put on the files under the
     * covers.
     *
     * @param state the agent's state directory, by which a later agent recognizes the interceptor
     * @throws HostFileException if the kernel has no permission events or the process lacks the rights
     */
    public static FanotifyInterceptor open(OwnSysfs sysfs, Path state) throws HostFileException {
        return open(new RootedPaths("", sysfs), state, mostOpeners());
    }

    /**
     * Returns about the number of openers that an interceptor of this process can hold at once. Each held open keeps a descriptor, and the
     * kernel assigns the lowest free number.
     */
    public static int mostOpeners() {
        int limit = Math.min(HIGHEST_NUMBER, DescriptorLimit.ofThisProcess());
        return Math.max(limit / 2, limit - OWN_DESCRIPTORS);
    }

    /** @param most a number above the descriptor of every held open */
    static FanotifyInterceptor open(Path root, Path state, int most) throws HostFileException {
        return open(paths(root), state, most);
    }

    private static RootedPaths paths(Path root) {
        String text = root.toAbsolutePath().normalize().toString();
        return new RootedPaths(text.equals("/") ? "" : text);
    }

    private static FanotifyInterceptor open(RootedPaths paths, Path state, int most) throws HostFileException {
        DescriptorStore store = DescriptorStore.of(state, KeptDescriptor.OPENS);
        int kept = store.takeBack().orElse(-1);
        int group = kept >= 0 ? kept : FanotifyDescriptor.open();
        store.keep(group);
        return new FanotifyInterceptor(group, most, kept >= 0, paths, store, EventThreads.of(group));
    }

    /**
     * Tests if an interceptor is possible on the machine, and leaves none behind.
     *
     * @throws HostFileException if the kernel has no permission events or the process lacks the rights
     */
    public static void probe() throws HostFileException {
        closeQuietly(FanotifyDescriptor.open());
    }

    /**
     * Returns the holder of the interceptor during a restart of the agent with the given state directory; empty if there is no
     * holder.
     */
    public static Optional<String> descriptorHolderOf(Path state) {
        return DescriptorStore.holderOf(state, KeptDescriptor.OPENS);
    }

    @Override
    public void hold(String path) throws HostFileException {
        // A mark on a file without a write bit would deny every reader.
        if (WriteBits.isWritable(paths.resolve(path))) {
            mark(path, LibcEvents.FAN_MARK_ADD, LibcEvents.FAN_OPEN_PERM);
        }
    }

    @Override
    public void holdReaders(String path) throws HostFileException {
        bits.add(paths.resolve(path), path);
        mark(path, LibcEvents.FAN_MARK_ADD, LibcEvents.FAN_OPEN_PERM);
    }

    @Override
    public void release(String path) throws HostFileException {
        removeMark(path);
        bits.restore(paths.resolve(path));
    }

    private void removeMark(String path) throws HostFileException {
        try {
            mark(path, LibcEvents.FAN_MARK_REMOVE, LibcEvents.FAN_OPEN_PERM);
        } catch (HostFileException failure) {
            // ENOENT of the call also stands for a file without a mark.
            if (failure.error() != HostError.NO_ENTRY || !Files.exists(Path.of(paths.resolve(path)))) {
                throw failure;
            }
        }
    }

    @Override
    public void reportWrites(String path) throws HostFileException {
        mark(path, LibcEvents.FAN_MARK_ADD, LibcEvents.FAN_MODIFY);
    }

    private void mark(String path, int change, long mask) throws HostFileException {
        try {
            LibcEvents.fanotify_mark(group, change, mask, LibcEvents.CURRENT_DIRECTORY, paths.resolve(path));
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), path);
        }
    }

    @Override
    public List<Event> await(Duration atMost) throws HostFileException {
        try {
            if (!LibcEvents.readable(group, (int) Math.min(Integer.MAX_VALUE, atMost.toMillis()))) {
                return List.of();
            }
            List<Event> events = new ArrayList<>();
            read(events);
            return events;
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), "fanotify");
        }
    }

    /**
     * Reads the next events, without waiting.
     *
     * @return false if there was no event; true also if the only events are opens that were denied
     */
    private synchronized boolean read(List<Event> events) throws HostFileException {
        if (closed) {
            throw new HostFileException(HostError.OTHER, "fanotify", "the fanotify group is closed");
        }
        int length;
        try {
            length = (int) Libc.read(group, buffer, buffer.length);
        } catch (LastErrorException failure) {
            return failed(failure.getErrorCode(), events);
        }
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length).order(ByteOrder.nativeOrder());
        for (int at = 0; at + METADATA_LENGTH <= length; at += bytes.getInt(at)) {
            event(bytes, at).ifPresent(events::add);
        }
        return true;
    }

    /**
     * Handles a failed read. Without a free descriptor the kernel denies the open by itself and fails the read (create_fd and fanotify_read
     * in fs/notify/fanotify/fanotify_user.c). The event may also have been a write, which is then lost. The next read gets the next event.
     */
    private boolean failed(int errno, List<Event> events) throws HostFileException {
        if (Errno.EAGAIN.is(errno) || Errno.EINTR.is(errno)) {
            return false;
        }
        if (Errno.EMFILE.is(errno) || Errno.ENFILE.is(errno)) {
            refused();
            return events.add(new Lost());
        }
        throw Errno.failure(errno, "fanotify");
    }

    private void refused() {
        refused++;
        // Logs the first refusal, and then each doubling: a program that tries again without a pause must not fill the
        // log.
        if (Long.bitCount(refused) == 1) {
            LOG.error(
                    "cannot hold another opener waiting={} denied={}: openers are denied until others have been answered",
                    unanswered.size(),
                    refused);
        }
    }

    /** Converts a {@code struct fanotify_event_metadata}. */
    private Optional<Event> event(ByteBuffer bytes, int at) throws HostFileException {
        if (bytes.get(at + 4) != METADATA_VERSION) {
            throw new HostFileException(
                    HostError.OTHER,
                    "fanotify",
                    "the kernel has event format " + bytes.get(at + 4) + ", and the agent knows format "
                            + METADATA_VERSION);
        }
        long mask = bytes.getLong(at + 8);
        int file = bytes.getInt(at + 16);
        int reported = bytes.getInt(at + 20);
        if ((mask & LibcEvents.FAN_Q_OVERFLOW) != 0) {
            return Optional.of(new Lost());
        }
        String path = pathOf(file);
        if ((mask & LibcEvents.FAN_OPEN_PERM) == 0) {
            closeQuietly(file);
            return Optional.of(new Written(threads.process(reported), path));
        }
        forgetOlder(file);
        if (file >= HIGHEST_NUMBER) {
            answer(new Handle(file, true), LibcEvents.FAN_DENY);
            refused();
            return Optional.empty();
        }
        long ticket = (++opens << Integer.SIZE) | file;
        unanswered.put(ticket, new Handle(file, true));
        return Optional.of(new Opening(ticket, threads.process(reported), threads.thread(reported), path));
    }

    /**
     * Returns the path in the host's spelling. The link shows the path under the opener's mounts, possibly the mounts of a
     * container. The part below sysfs is the same everywhere.
     */
    private static String pathOf(int file) throws HostFileException {
        String link;
        try {
            link = RootedPaths.readLink("/proc/self/fd/" + file);
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), "/proc/self/fd/" + file);
        }
        String path = link.endsWith(" (deleted)") ? link.substring(0, link.length() - " (deleted)".length()) : link;
        for (String inSysfs : List.of("/bus/pci/", "/devices/pci", "/class/", "/module/")) {
            int start = path.indexOf(inSysfs);
            if (start >= 0) {
                return "/sys" + path.substring(start);
            }
        }
        return path;
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
        }
    }

    @Override
    public Access access(Opening opening) {
        return threads.access(opening.thread());
    }

    @Override
    public Optional<Access> accessAtOnce(Opening opening) {
        return threads.accessAtOnce(opening.thread());
    }

    @Override
    public void allow(long ticket) {
        answer(ticket, LibcEvents.FAN_ALLOW);
    }

    @Override
    public void deny(long ticket) {
        answer(ticket, LibcEvents.FAN_DENY);
    }

    @Override
    public void endOpener(long pid) {
        try {
            LibcEvents.kill((int) pid, LibcEvents.SIGTERM);
        } catch (LastErrorException gone) {
            LOG.debug("cannot end an opener pid={} errno={}", pid, gone.getErrorCode());
        }
    }

    private synchronized void answer(long ticket, int response) {
        Handle number = unanswered.remove(ticket);
        if (number != null && !closed) {
            answer(number, response);
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
        LibcEvents.write(group, answer, answer.length);
    }

    @Override
    public boolean canHold(long ticket) {
        return (int) ticket < most;
    }

    @Override
    public synchronized void refuse(long ticket) {
        deny(ticket);
        refused();
    }

    @Override
    public synchronized Capacity capacity() {
        return new Capacity(most, refused);
    }

    @Override
    public boolean inherited() {
        return inherited;
    }

    @Override
    public synchronized void takeOver(Set<Long> tickets) {
        Map<Integer, Long> numbers = new HashMap<>();
        tickets.forEach(ticket -> numbers.put((int) (long) ticket, ticket));
        for (int number = 0; number < HIGHEST_NUMBER; number++) {
            Long ticket = numbers.get(number);
            if (ticket == null) {
                respond(number, LibcEvents.FAN_DENY);
            } else {
                unanswered.put(ticket, new Handle(number, reserve(number)));
                opens = Math.max(opens, ticket >>> Integer.SIZE);
            }
        }
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

    @Override
    public String survivesAgent() {
        return store.text();
    }

    /** Closes the files of the interceptor as the kernel does for a killed process; for tests. */
    synchronized void abandon() {
        closed = true;
        unanswered.values().stream().filter(Handle::ours).forEach(handle -> closeQuietly(handle.file()));
        closeQuietly(group);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        denyAll();
        denyUnread();
        store.end();
        closed = true;
        closeQuietly(group);
        bits.restoreAll();
    }

    private void denyAll() {
        unanswered.values().forEach(number -> answer(number, LibcEvents.FAN_DENY));
        unanswered.clear();
    }

    private void denyUnread() {
        try {
            while (read(new ArrayList<>())) {
                denyAll();
            }
        } catch (HostFileException broken) {
            LOG.warn(
                    "cannot deny the waiting openers error={}: the kernel lets the openers through",
                    broken.getMessage());
        }
    }

    private static void closeQuietly(int file) {
        try {
            Libc.close(file);
        } catch (LastErrorException alreadyClosed) {
            // Nothing can be done about a failed close, and nothing depends on the close.
        }
    }
}
