// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Searches {@code /proc} for the process that holds a descriptor of an earlier agent with the same state directory. Any process can have such
 * a variable in its environment and such a descriptor 3, so the holder must also have the agent's user ids and know the secret of the state
 * directory. A fanotify group must be of the class that gets permission events, which needs CAP_SYS_ADMIN.
 */
final class HolderSearch {

    private static final Logger LOG = LoggerFactory.getLogger(HolderSearch.class);

    /** The number of the descriptor in the holder. */
    static final int SLOT = 3;

    private static final String OF = "OF=";
    private static final String SECRET = "SECRET=";
    private static final String USER_IDS = "Uid:";

    private final Path proc;
    private final KeptDescriptor kind;
    private final String mark;
    private final String secretVariable;
    private final HolderSecret secret;

    /**
     * Creates a search.
     *
     * @param proc the directory with the host's processes
     * @param state the agent's state directory
     * @param kind the kind of the held descriptor
     */
    HolderSearch(Path proc, Path state, KeptDescriptor kind) {
        this.proc = proc;
        this.kind = kind;
        this.secretVariable = kind.variables() + SECRET;
        this.mark = kind.variables() + OF + state.toAbsolutePath().normalize();
        this.secret = new HolderSecret(state);
    }

    /** Returns the environment of a new holder. */
    List<String> environment() throws IOException {
        return List.of(mark, secretVariable + secret.readOrCreate(), "PATH=/usr/bin:/bin");
    }

    /** Returns the process id of the holder; empty if none is found or {@code /proc} is unreadable. */
    Optional<Long> find() {
        try (Stream<Path> processes = Files.list(proc)) {
            return processes
                    .map(process -> String.valueOf(process.getFileName()))
                    .filter(name -> name.matches("[0-9]+"))
                    .map(Long::valueOf)
                    .filter(this::isHolder)
                    .findFirst();
        } catch (IOException e) {
            LOG.error(
                    "cannot search /proc for the descriptor holder of an earlier agent error={}: openers may stay held",
                    e.getMessage());
            return Optional.empty();
        }
    }

    /** Returns true if a process is the holder. */
    boolean isHolder(long pid) {
        Path process = proc.resolve(Long.toString(pid));
        try {
            if (!kind.isReadable(process.resolve("fd").resolve(Integer.toString(SLOT)))) {
                return false;
            }
            Set<String> environment = Stream.of(Files.readString(process.resolve("environ"), StandardCharsets.UTF_8)
                            .split("\0", -1))
                    .collect(Collectors.toSet());
            return environment.contains(mark) && isTrusted(pid, process, environment);
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }

    private boolean isTrusted(long pid, Path process, Set<String> environment) throws IOException {
        boolean knowsSecret = secret.read()
                .filter(known -> environment.contains(secretVariable + known))
                .isPresent();
        boolean trusted = knowsSecret
                && hasOwnUserIds(process)
                && (kind == KeptDescriptor.WRITES || getsPermissionEvents(process));
        if (!trusted) {
            LOG.error(
                    "a process claims to hold a descriptor of an earlier agent, and is not known to this agent pid={}"
                            + " descriptor={}: the guard starts without it; if openers of control files stay held, run: kill {}",
                    pid,
                    kind.systemdName(),
                    pid);
        }
        return trusted;
    }

    /** Compares the real, effective, saved and file system user ids: a set-uid program keeps the environment of its caller. */
    private boolean hasOwnUserIds(Path process) throws IOException {
        return userIds(process).equals(userIds(proc.resolve("self")));
    }

    private static List<String> userIds(Path process) throws IOException {
        return Files.readAllLines(process.resolve("status"), StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith(USER_IDS))
                .map(line -> line.substring(USER_IDS.length()).strip())
                .flatMap(ids -> Stream.of(ids.split("\\s+")))
                .toList();
    }

    private static boolean getsPermissionEvents(Path process) throws IOException {
        return FanotifyDescriptor.getsPermissionEvents(process.resolve("fdinfo").resolve(Integer.toString(SLOT)));
    }
}
