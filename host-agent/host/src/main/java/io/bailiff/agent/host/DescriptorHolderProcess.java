// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sleeping process with an interceptor's descriptor open as descriptor 3. A later agent recognizes the process by a
 * secret in the process's environment, and copies the descriptor with pidfd_getfd(2) (Linux 5.6).
 *
 * <p>No file stores the process id: after the loss of such a file the interceptor would hold every opener, and no agent would
 * answer.
 */
final class DescriptorHolderProcess implements DescriptorStore {

    private static final Logger LOG = LoggerFactory.getLogger(DescriptorHolderProcess.class);
    private static final int SLOT = HolderSearch.SLOT;
    private static final Duration LONGEST_START = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(1);
    /**
     * Sleeps 68 years, because not every {@code sleep} knows "infinity". The process is started directly and not by a shell
     * that executes {@code sleep}: in the middle of execve(2) a process shows no environment, and a successor scanning at the
     * time would not recognize the holder.
     */
    private static final String[] WORDS = {"/bin/sleep", "2147483647"};
    /** glibc's structures have 80 and 336 bytes on 64-bit machines, musl's the same or less. */
    private static final int ACTIONS_SIZE = 512;

    private static final int ATTRIBUTES_SIZE = 512;

    private final HolderSearch search;
    private final KeptDescriptor kind;
    private long pid;
    private String problem = "no holder process was started";

    DescriptorHolderProcess(Path state, KeptDescriptor kind) {
        this.kind = kind;
        this.search = new HolderSearch(Path.of("/proc"), state, kind);
    }

    @Override
    public Optional<Integer> takeBack() {
        pid = find().orElse(0L);
        return pid == 0 ? Optional.empty() : takeFrom(pid);
    }

    /** Returns the process that holds the interceptor of an agent with the same state directory; empty if none is found. */
    Optional<Long> find() {
        return search.find();
    }

    private Optional<Integer> takeFrom(long holder) {
        try {
            return ProcessDescriptors.copy(holder, SLOT, () -> search.isHolder(holder));
        } catch (LastErrorException failure) {
            LOG.error(
                    "cannot take over the descriptor of an earlier agent descriptor={} pid={} error=errno {}: openers of"
                            + " control files stay held until the process is killed, run: kill {}",
                    kind.systemdName(),
                    holder,
                    failure.getErrorCode(),
                    holder);
            return Optional.empty();
        }
    }

    @Override
    public void keep(int descriptor) {
        if (pid != 0) {
            return;
        }
        try {
            pid = spawn(descriptor);
            if (!isKnown()) {
                LOG.error(
                        "descriptor holder has no visible environment pid={}: the next agent cannot take over the guard",
                        pid);
            }
        } catch (LastErrorException | IOException failure) {
            problem = "cannot start a holder process: " + failure.getMessage();
            LOG.error("cannot start the descriptor holder error={}: {}", failure.getMessage(), kind.lossOf());
        }
    }

    /**
     * Returns true if a successor would recognize the new process. Waits up to 10 s: posix_spawn(3) returns when the child has
     * left the old memory, and the environment becomes visible a moment later.
     */
    private boolean isKnown() {
        long begin = System.nanoTime();
        boolean known = search.isHolder(pid);
        while (!known && System.nanoTime() - begin < LONGEST_START.toNanos()) {
            LockSupport.parkNanos(LOOK.toNanos());
            known = search.isHolder(pid);
        }
        return known;
    }

    private int spawn(int descriptor) throws IOException {
        int[] child = new int[1];
        try (Memory actions = new Memory(ACTIONS_SIZE);
                Memory attributes = new Memory(ATTRIBUTES_SIZE)) {
            check(LibcEvents.posix_spawn_file_actions_init(actions));
            for (int standard = 0; standard < SLOT; standard++) {
                check(LibcEvents.posix_spawn_file_actions_addopen(actions, standard, "/dev/null", 2, 0));
            }
            check(LibcEvents.posix_spawn_file_actions_adddup2(actions, descriptor, SLOT));
            for (int other : otherDescriptors()) {
                check(LibcEvents.posix_spawn_file_actions_addclose(actions, other));
            }
            check(LibcEvents.posix_spawnattr_init(attributes));
            // The holder gets a session of its own: Ctrl-C in the agent's terminal must not reach the holder.
            check(LibcEvents.posix_spawnattr_setflags(attributes, LibcEvents.POSIX_SPAWN_SETSID));
            Pointer words = new StringArray(WORDS);
            Pointer environment = new StringArray(search.environment().toArray(String[]::new));
            check(LibcEvents.posix_spawn(child, WORDS[0], actions, attributes, words, environment));
            check(LibcEvents.posix_spawn_file_actions_destroy(actions));
            check(LibcEvents.posix_spawnattr_destroy(attributes));
        }
        return child[0];
    }

    /**
     * Returns the agent's descriptors above 3, to be closed in the child. The JVM does not mark all files close-on-exec, and a
     * connection left open in the holder would never end.
     */
    private static List<Integer> otherDescriptors() throws HostFileException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .map(descriptor -> Integer.valueOf(String.valueOf(descriptor.getFileName())))
                    .filter(descriptor -> descriptor > SLOT)
                    .toList();
        } catch (IOException e) {
            throw new HostFileException(HostError.OTHER, "/proc/self/fd", String.valueOf(e.getMessage()));
        }
    }

    private static void check(int errno) throws HostFileException {
        if (errno != 0) {
            throw Errno.failure(errno, WORDS[0]);
        }
    }

    @Override
    public void end() {
        if (pid != 0) {
            try {
                LibcEvents.kill((int) pid, LibcEvents.SIGTERM);
                LibcEvents.waitpid((int) pid, Pointer.NULL, 0);
            } catch (LastErrorException goneOrNotOurChild) {
                LOG.debug("descriptor holder has ended pid={} error=errno {}", pid, goneOrNotOurChild.getErrorCode());
            }
            pid = 0;
            problem = "the holder process has ended";
        }
    }

    @Override
    public String text() {
        return DescriptorStore.text(problem(), "holder process " + pid);
    }

    @Override
    public Optional<String> problem() {
        return pid == 0 ? Optional.of(problem) : Optional.empty();
    }
}
