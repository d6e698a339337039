// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.Printable;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Describes a process from {@code /proc}, while the process exists. Facts that can no longer be read are left out: a missing
 * description must never make a claim fail.
 */
final class ClaimantReader {

    private static final int LONGEST_COMMAND = 500;
    private static final int MOST_PARENTS = 8;
    /** USER_HZ: 100 for user space on all relevant architectures (include/asm-generic/param.h). */
    private static final long TICKS_PER_SECOND = 100;

    /** The login uid of a process without a login: {@code (uid_t) -1}. */
    private static final long NO_LOGIN = 4294967295L;

    /** The libvirt daemons that move drivers: the monolithic daemon and the modular daemons. */
    private static final Set<String> LIBVIRT = Set.of("libvirtd", "virtqemud", "virtnodedevd", "virtxend", "virtlxcd");

    /** The command of a process whose command line cannot be read. */
    static final String ENDED = "a process that has ended";

    private static final String INIT = "/init.scope";
    private static final Pattern UNIT = Pattern.compile("([^/]+\\.(?:service|scope|socket|mount))(?:/|$)");
    /** The container id in the cgroup names of Docker, podman, containerd and CRI-O. */
    private static final Pattern CONTAINER = Pattern.compile("(?:^|[/:-])([0-9a-f]{64})(?:\\.scope)?(?:/|$)");

    private final HostFiles files;
    private final Processes processes;

    ClaimantReader(HostFiles files) {
        this.files = files;
        this.processes = new Processes(files);
    }

    Claimant of(long pid) {
        String status = read(pid, "status").orElse("");
        String cgroup = cgroup(pid);
        return new Claimant(
                pid,
                startedAt(pid).orElse(null),
                command(pid).orElse(ENDED),
                Processes.field(status, "Uid")
                        .map(uids -> Long.parseLong(uids.split("\\s+")[0]))
                        .orElse(-1L),
                loginUid(pid),
                parents(pid),
                cgroup,
                last(UNIT, cgroup),
                last(CONTAINER, cgroup));
    }

    /**
     * Returns the claimant with the facts for the guard alone: the start time, and the comparison with libvirt's daemons.
     *
     * @throws HostFileException if the start time or the program of an existing process cannot be read
     */
    IdentifiedClaimant identify(long pid) throws HostFileException {
        Claimant claimant = of(pid);
        long start = processes.stat(pid).map(Processes.Stat::startTicks).orElse(0L);
        Optional<String> program = processes.program(pid).map(path -> path.substring(path.lastIndexOf('/') + 1));
        return new IdentifiedClaimant(
                claimant, start, program.filter(LIBVIRT::contains).isPresent());
    }

    /** Returns true if the process may be about to unload a module, judged by its name. The read does not wait for the process. */
    boolean mayUnload(long pid) {
        return read(pid, "comm").map(UnloadCommand::isPossible).orElse(true);
    }

    private Optional<String> command(long pid) {
        try {
            List<String> words = processes.words(pid);
            return words.isEmpty() ? Optional.empty() : Optional.of(printable(String.join(" ", words)));
        } catch (HostFileException notNow) {
            return Optional.empty();
        }
    }

    /**
     * Escapes the characters that do not show, and cuts the text at 500 characters. The author of a command line is
     * untrusted: the text must not end a log line or move a cursor.
     */
    static String printable(String text) {
        return Printable.text(text, LONGEST_COMMAND);
    }

    private Optional<Instant> startedAt(long pid) {
        try {
            Optional<Long> boot = files.read("/proc/stat")
                    .lines()
                    .filter(line -> line.startsWith("btime "))
                    .map(line ->
                            Long.parseLong(line.substring("btime ".length()).strip()))
                    .findFirst();
            Optional<Processes.Stat> stat = processes.stat(pid);
            if (boot.isEmpty() || stat.isEmpty()) {
                return Optional.empty();
            }
            long millis = stat.get().startTicks() * 1000 / TICKS_PER_SECOND;
            return Optional.of(Instant.ofEpochSecond(boot.get()).plusMillis(millis));
        } catch (HostFileException notNow) {
            return Optional.empty();
        }
    }

    private @Nullable Long loginUid(long pid) {
        return read(pid, "loginuid")
                .filter(text -> text.matches("[0-9]{1,10}"))
                .map(Long::valueOf)
                .filter(uid -> uid != NO_LOGIN)
                .orElse(null);
    }

    private List<Claimant.Parent> parents(long pid) {
        List<Claimant.Parent> parents = new ArrayList<>();
        long child = pid;
        while (parents.size() < MOST_PARENTS) {
            long parent = parentOf(child);
            if (parent <= 1) {
                return parents;
            }
            parents.add(new Claimant.Parent(parent, command(parent).orElse("?")));
            child = parent;
        }
        return parents;
    }

    private long parentOf(long pid) {
        try {
            return processes.stat(pid).map(Processes.Stat::parent).orElse(0L);
        } catch (HostFileException notNow) {
            return 0;
        }
    }

    private String cgroup(long pid) {
        return printable(absolute(hierarchyPath(pid), hierarchyPath(1)));
    }

    /**
     * Returns the path of a control group in the host's hierarchy. In a cgroup namespace, as in a container, the kernel shows paths relative
     * to the namespace (cgroup_namespaces(7)): {@code /../../system.slice/x.service}. systemd keeps process 1 in {@code /init.scope}, so the
     * path of process 1 shows the way to the root. A path without this way is below the namespace's own group, and gets a dot in front.
     *
     * @param first the path of process 1
     */
    static String absolute(String path, String first) {
        String way = first.endsWith(INIT) ? first.substring(0, first.length() - INIT.length()) : "";
        return path.isEmpty() || path.startsWith(way + "/")
                ? path.substring(Math.min(way.length(), path.length()))
                : "." + path;
    }

    /**
     * Returns the path from the first line for the unified hierarchy ({@code 0::/…}) or for systemd's own hierarchy; empty without such a
     * line. On a hybrid host the kernel lists systemd's hierarchy first.
     */
    private String hierarchyPath(long pid) {
        return read(pid, "cgroup")
                .orElse("")
                .lines()
                .filter(line -> line.startsWith("0::") || line.contains(":name=systemd:"))
                .map(line -> line.substring(line.indexOf(':', line.indexOf(':') + 1) + 1))
                .findFirst()
                .orElse("");
    }

    private static @Nullable String last(Pattern pattern, String cgroup) {
        Matcher matcher = pattern.matcher(cgroup);
        String found = null;
        while (matcher.find()) {
            found = matcher.group(1);
        }
        return found;
    }

    private Optional<String> read(long pid, String name) {
        try {
            return processes.read(pid, name);
        } catch (HostFileException notNow) {
            return Optional.empty();
        }
    }
}
