package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
 * The interceptor of a real host: fanotify permission events (fanotify(7)), one mark per file.
 *
 * <p>The kernel opens the event's file for the listener with the flags of the group. The control files of the PCI bus are
 * write-only and sysfs checks that even for root, so the flags must say O_WRONLY: with any other the read fails and the kernel
 * denies the open by itself (copy_event_to_user in fs/notify/fanotify/fanotify_user.c). For the same reason only files that can
 * be written are ever marked, and never a whole file system.
 *
 * <p>An unanswered open is known to the kernel by the number of the descriptor that the reading process got for it. The number
 * stays valid when that process dies, as long as somebody has the group open; so a ticket has the number in its lower half, and
 * a successor can answer. The descriptor is kept until the answer, or its number could name two opens.
 */
public final class FanotifyInterceptor implements OpenInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(FanotifyInterceptor.class);
    private static final int METADATA_LENGTH = 24;
    private static final int METADATA_VERSION = 3;
    /** Above every descriptor number that an agent ever has. */
    private static final int HIGHEST_NUMBER = 4096;

    private final int group;
    private final boolean inherited;
    private final RootedPaths paths;
    private final DescriptorStore store;
    private final Map<Long, Handle> unanswered = new HashMap<>();
    private final byte[] buffer = new byte[METADATA_LENGTH * 64];
    private long opens;
    private boolean closed;

    /**
     * By what the kernel knows an unanswered open.
     *
     * @param file the descriptor's number
     * @param ours whether it is a descriptor of this process that is there for this open only
     */
    private record Handle(int file, boolean ours) {}

    private FanotifyInterceptor(int group, boolean inherited, RootedPaths paths, DescriptorStore store) {
        this.group = group;
        this.inherited = inherited;
        this.paths = paths;
        this.store = store;
    }

    /**
     * The interceptor that an earlier agent with this state directory has left standing, or a new one.
     *
     * @param root where the host's {@code /} is on this machine
     * @param state the agent's state directory, by which it knows its own interceptor again
     * @throws HostFileException if this kernel, or this process's rights, do not allow one
     */
    public static FanotifyInterceptor open(Path root, Path state) throws HostFileException {
        String text = root.toAbsolutePath().normalize().toString();
        RootedPaths paths = new RootedPaths(text.equals("/") ? "" : text);
        DescriptorStore store = DescriptorStore.of(state);
        int kept = store.takeBack().orElse(-1);
        int group = kept >= 0 ? kept : init();
        store.keep(group);
        return new FanotifyInterceptor(group, kept >= 0, paths, store);
    }

    /**
     * Looks whether there could be an interceptor here, and leaves none.
     *
     * @throws HostFileException if this kernel, or this process's rights, do not allow one
     */
    public static void probe() throws HostFileException {
        closeQuietly(init());
    }

    /** What keeps the interceptor of the agent with this state directory while it is restarted; empty if nothing does. */
    public static Optional<String> descriptorHolderOf(Path state) {
        Optional<String> holder = new DescriptorHolderProcess(state).find().map(pid -> "process " + pid);
        return holder.isEmpty() && SystemdDescriptorStore.keeps() ? Optional.of("systemd") : holder;
    }

    private static int init() throws HostFileException {
        try {
            return LibcEvents.fanotify_init(
                    LibcEvents.FAN_CLASS_CONTENT
                            | LibcEvents.FAN_CLOEXEC
                            | LibcEvents.FAN_NONBLOCK
                            | LibcEvents.FAN_UNLIMITED_QUEUE
                            | LibcEvents.FAN_UNLIMITED_MARKS,
                    Libc.WRITE_ONLY | Libc.CLOSE_ON_EXEC);
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), "fanotify_init");
        }
    }

    @Override
    public void hold(String path) throws HostFileException {
        mark(path, LibcEvents.FAN_OPEN_PERM);
    }

    @Override
    public void reportWrites(String path) throws HostFileException {
        mark(path, LibcEvents.FAN_MODIFY);
    }

    private void mark(String path, long mask) throws HostFileException {
        try {
            LibcEvents.fanotify_mark(
                    group, LibcEvents.FAN_MARK_ADD, mask, LibcEvents.CURRENT_DIRECTORY, paths.resolve(path));
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
            return read();
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), "fanotify");
        }
    }

    private synchronized List<Event> read() throws HostFileException {
        if (closed) {
            throw new HostFileException(HostError.OTHER, "fanotify", "the gate is closed");
        }
        int length;
        try {
            length = (int) Libc.read(group, buffer, buffer.length);
        } catch (LastErrorException failure) {
            int errno = failure.getErrorCode();
            if (Errno.EAGAIN.is(errno) || Errno.EINTR.is(errno)) {
                return List.of();
            }
            throw Errno.failure(errno, "fanotify");
        }
        List<Event> events = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length).order(ByteOrder.nativeOrder());
        for (int at = 0; at + METADATA_LENGTH <= length; at += bytes.getInt(at)) {
            events.add(event(bytes, at));
        }
        return events;
    }

    /** {@code struct fanotify_event_metadata}. */
    private Event event(ByteBuffer bytes, int at) throws HostFileException {
        if (bytes.get(at + 4) != METADATA_VERSION) {
            throw new HostFileException(
                    HostError.OTHER, "fanotify", "the kernel speaks version " + bytes.get(at + 4) + " of it");
        }
        long mask = bytes.getLong(at + 8);
        int file = bytes.getInt(at + 16);
        long pid = bytes.getInt(at + 20);
        if ((mask & LibcEvents.FAN_Q_OVERFLOW) != 0) {
            return new Lost();
        }
        String path = pathOf(file);
        if ((mask & LibcEvents.FAN_OPEN_PERM) == 0) {
            closeQuietly(file);
            return new Written(pid, path);
        }
        forgetOlder(file);
        long ticket = (++opens << Integer.SIZE) | file;
        unanswered.put(ticket, new Handle(file, true));
        return new Opening(ticket, pid, path);
    }

    /**
     * The path as the host spells it. The link shows it with the opener's mounts, which may be those of a container; what
     * follows the place where sysfs is mounted is the same everywhere.
     */
    private static String pathOf(int file) throws HostFileException {
        String link;
        try {
            link = RootedPaths.readLink("/proc/self/fd/" + file);
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), "/proc/self/fd/" + file);
        }
        String path = link.endsWith(" (deleted)") ? link.substring(0, link.length() - " (deleted)".length()) : link;
        for (String inSysfs : List.of("/bus/pci/", "/devices/pci", "/class/")) {
            int start = path.indexOf(inSysfs);
            if (start >= 0) {
                return "/sys" + path.substring(start);
            }
        }
        return path;
    }

    /**
     * An open that an earlier agent has read may have the number that this one has just got: it is denied, so that the number
     * means one open again. The kernel answers the older of two with one number first.
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
    public void allow(long ticket) {
        answer(ticket, LibcEvents.FAN_ALLOW);
    }

    @Override
    public void deny(long ticket) {
        answer(ticket, LibcEvents.FAN_DENY);
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

    /** {@code struct fanotify_response}. ENOENT: the opener has been killed, or there is no such open. */
    private void respond(int file, int response) {
        byte[] answer = ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putInt(file)
                .putInt(response)
                .array();
        LibcEvents.write(group, answer, answer.length);
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

    /** Keeps the number from being given to another open. If something else of this process has it now, it may come free later. */
    private static boolean reserve(int number) {
        int nothing = Libc.open("/dev/null", Libc.READ_ONLY | Libc.CLOSE_ON_EXEC);
        int got = LibcEvents.fcntl(nothing, LibcEvents.F_DUPFD_CLOEXEC, number);
        closeQuietly(nothing);
        if (got != number) {
            closeQuietly(got);
        }
        return got == number;
    }

    @Override
    public String survivesAgent() {
        return store.text();
    }

    /** What the kernel does to this process's part of the interceptor when it is killed; for tests. */
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
    }

    private void denyAll() {
        unanswered.values().forEach(number -> answer(number, LibcEvents.FAN_DENY));
        unanswered.clear();
    }

    private void denyUnread() {
        try {
            while (!read().isEmpty()) {
                denyAll();
            }
        } catch (HostFileException broken) {
            LOG.warn("What waited at the gate could not be denied: {}", broken.getMessage());
        }
    }

    private static void closeQuietly(int file) {
        try {
            Libc.close(file);
        } catch (LastErrorException alreadyClosed) {
            // Nothing can be done about it, and nothing depends on it.
        }
    }
}
