// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The interceptor of a real host: fanotify permission events (fanotify(7)), with one mark per file.
 *
 * <p>Two fanotify groups have the marks: the files that nobody can read and the files that can be read need events that the kernel opens
 * differently ({@link EventFiles}). For the same reason the interceptor never marks a whole file system.
 */
public final class FanotifyInterceptor implements OpenInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(FanotifyInterceptor.class);

    /** The number of descriptors for opens with an answer at once, and for the agent's own files. Held opens use only the other descriptors. */
    private static final int OWN_DESCRIPTORS = 256;

    private final FanotifyGroup written;
    private final FanotifyGroup read;
    private final int most;
    private final RootedPaths paths;
    private final RefusedOpens refused;

    private FanotifyInterceptor(
            FanotifyGroup written, FanotifyGroup read, int most, RootedPaths paths, RefusedOpens refused) {
        this.written = written;
        this.read = read;
        this.most = most;
        this.paths = paths;
        this.refused = refused;
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
        int limit = Math.min(FanotifyGroup.HIGHEST_NUMBER, DescriptorLimit.ofThisProcess());
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
        RefusedOpens refused = new RefusedOpens();
        FanotifyGroup written = FanotifyGroup.open(EventFiles.WRITTEN, state, refused);
        try {
            FanotifyGroup read = FanotifyGroup.open(EventFiles.READ, state, refused);
            return new FanotifyInterceptor(written, read, most, paths, refused);
        } catch (HostFileException | RuntimeException failure) {
            written.close();
            throw failure;
        }
    }

    /**
     * Tests if an interceptor is possible on the machine, and leaves none behind.
     *
     * @throws HostFileException if the kernel has no permission events or the process lacks the rights
     */
    public static void probe() throws HostFileException {
        FanotifyGroup.closeQuietly(FanotifyDescriptor.open(EventFiles.WRITTEN));
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
        String place = paths.resolve(path);
        group(EventFiles.of(place)).mark(place, path, LibcEvents.FAN_MARK_ADD, LibcEvents.FAN_OPEN_PERM);
    }

    @Override
    public void release(String path) throws HostFileException {
        String place = paths.resolve(path);
        try {
            group(EventFiles.of(place)).mark(place, path, LibcEvents.FAN_MARK_REMOVE, LibcEvents.FAN_OPEN_PERM);
        } catch (HostFileException failure) {
            // ENOENT of the call also stands for a file without a mark.
            if (failure.error() != HostError.NO_ENTRY || !Files.exists(Path.of(place))) {
                throw failure;
            }
        }
    }

    /** Uses the group that outlives the agent, so that no write is lost. Only a mount for writing has writers. */
    @Override
    public void reportWrites(String path) throws HostFileException {
        written.mark(paths.resolve(path), path, LibcEvents.FAN_MARK_ADD, LibcEvents.FAN_MODIFY);
    }

    private FanotifyGroup group(EventFiles files) {
        return files == EventFiles.READ ? read : written;
    }

    private FanotifyGroup group(long ticket) {
        return group(EventFiles.of(ticket));
    }

    @Override
    public List<Event> await(Duration atMost) throws HostFileException {
        try {
            int millis = (int) Math.min(Integer.MAX_VALUE, atMost.toMillis());
            if (!LibcEvents.anyReadable(millis, written.descriptor(), read.descriptor())) {
                return List.of();
            }
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), "fanotify");
        }
        List<Event> events = new ArrayList<>();
        written.read(events);
        read.read(events);
        return events;
    }

    @Override
    public Access access(Opening opening) {
        return group(opening.ticket()).threads().access(opening.thread());
    }

    @Override
    public Optional<Access> accessAtOnce(Opening opening) {
        return group(opening.ticket()).threads().accessAtOnce(opening.thread());
    }

    @Override
    public void allow(long ticket) {
        group(ticket).answer(ticket, LibcEvents.FAN_ALLOW);
    }

    @Override
    public void deny(long ticket) {
        group(ticket).answer(ticket, LibcEvents.FAN_DENY);
    }

    @Override
    public void endOpener(long pid) {
        try {
            LibcEvents.kill((int) pid, LibcEvents.SIGTERM);
        } catch (LastErrorException gone) {
            LOG.debug("cannot end an opener pid={} errno={}", pid, gone.getErrorCode());
        }
    }

    @Override
    public boolean canHold(long ticket) {
        return EventFiles.number(ticket) < most;
    }

    @Override
    public void persist(long ticket) {
        group(ticket).persist(ticket);
    }

    @Override
    public void refuse(long ticket) {
        group(ticket).refuse(ticket);
    }

    @Override
    public Capacity capacity() {
        return new Capacity(most, refused.count());
    }

    @Override
    public boolean inherited() {
        return written.inherited() || read.inherited();
    }

    @Override
    public Set<Long> takeOver(Set<Long> tickets) {
        Set<Long> letThrough = new HashSet<>(written.takeOver(tickets));
        letThrough.addAll(read.takeOver(tickets));
        return letThrough;
    }

    @Override
    public String survivesAgent() {
        return read.survivesAgent()
                .filter(text -> text.startsWith(DescriptorStore.NOTHING))
                .orElseGet(() -> written.survivesAgent().orElseThrow());
    }

    /** Closes the files of the interceptor as the kernel does for a killed process; for tests. */
    void abandon() {
        written.abandon();
        read.abandon();
    }

    @Override
    public void close() {
        read.close();
        written.close();
    }
}
