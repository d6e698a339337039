// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All mounted file systems of the host: in the mount namespace of init, and in every other mount namespace. File
 * systems of an initramfs that are hidden under the root file system are in no table; see {@link FileSystems}.
 */
final class Mounts {

    private static final Pattern PROCESS = Pattern.compile("[0-9]+");
    private static final String INIT = "1";

    /** The mounts in the namespace of init. Every other namespace has a table of its own. */
    static final String TABLE = "/proc/" + INIT + "/mountinfo";

    private final HostFiles files;
    private final Findings findings;
    private final List<Set<Mount>> tables = new ArrayList<>();
    private final Set<String> namespaces = new HashSet<>();
    private final Set<String> texts = new HashSet<>();

    private Mounts(HostFiles files, Findings findings) {
        this.files = files;
        this.findings = findings;
    }

    static Mounts read(HostFiles files, Findings findings) {
        Mounts mounts = new Mounts(files, findings);
        try {
            mounts.readTable(INIT);
            mounts.readOtherNamespaces();
        } catch (HostFileException | IllegalArgumentException failure) {
            findings.unknown(UnknownScope.ANY, "Cannot read the mounted file systems: " + failure.getMessage());
        }
        return mounts;
    }

    /** Returns every file system once, with all mount points. */
    List<Mounted> fileSystems() {
        Map<String, Mounted> found = new LinkedHashMap<>();
        for (Mount mount : (Iterable<Mount>) tables.stream().flatMap(Set::stream)::iterator) {
            found.computeIfAbsent(mount.fileSystem(), any -> new Mounted(mount, new ArrayList<>()))
                    .points()
                    .add(mount.point());
        }
        return List.copyOf(found.values());
    }

    /** Returns the file system below a path, by a lookup in the mount namespace of init. */
    Optional<Mount> holding(String path) {
        return tables.isEmpty() ? Optional.empty() : holding(path, tables.get(0).stream());
    }

    /**
     * Returns the file system below a layer of an overlay. Mounts of the overlay do not count, even if the overlay
     * covers the path of the layer.
     */
    Optional<Mount> holdingLayer(String path, Mount overlay) {
        Set<Mount> table = tables.stream()
                .filter(mounts -> mounts.contains(overlay))
                .findFirst()
                .orElse(Set.of());
        return holding(path, table.stream().filter(mount -> !mount.fileSystem().equals(overlay.fileSystem())));
    }

    private static Optional<Mount> holding(String path, Stream<Mount> table) {
        return table.filter(mount -> mount.covers(path))
                .max(Comparator.comparingInt(mount -> mount.point().length()));
    }

    private void readTable(String process) throws HostFileException {
        String text = files.read("/proc/" + process + "/mountinfo");
        // Processes with hidden namespaces mostly share one table.
        if (texts.add(text)) {
            Set<Mount> table = new LinkedHashSet<>();
            text.lines().map(Mount::parse).forEach(table::add);
            tables.add(table);
        }
    }

    private void readOtherNamespaces() throws HostFileException {
        namespace(INIT).ifPresent(namespaces::add);
        try {
            for (String process : files.list("/proc")) {
                if (PROCESS.matcher(process).matches()) {
                    readNamespace(process);
                }
            }
        } catch (HostFileException failure) {
            if (failure.error() != HostError.DENIED) {
                throw failure;
            }
            findings.unknown(UnknownScope.ANY, "Cannot read the mounts of other processes: " + failure.getMessage());
        }
    }

    private void readNamespace(String process) throws HostFileException {
        Optional<String> namespace = namespace(process);
        if (namespace.isEmpty() || namespaces.contains(namespace.get())) {
            return;
        }
        try {
            readTable(process);
            namespaces.add(namespace.get());
        } catch (HostFileException failure) {
            // A process that has ended has left its namespace. If another process is in the same namespace, the loop
            // still reads the table of that process.
            if (namespace(process).isPresent()) {
                throw failure;
            }
        }
    }

    /**
     * Returns the mount namespace of a process; empty if the process has ended. The kernel shows the namespace only to a process that may
     * trace the process (proc_ns_readlink in fs/proc/namespaces.c), and shows the mounts to every process (mounts_open_common in
     * fs/proc_namespace.c). A security module can deny the namespace of init to root. A hidden namespace counts as the only one of the
     * process, so that the mounts of the process are read in any case.
     */
    private Optional<String> namespace(String process) throws HostFileException {
        try {
            return files.readLink("/proc/" + process + "/ns/mnt");
        } catch (HostFileException failure) {
            if (failure.error() != HostError.DENIED) {
                throw failure;
            }
            return Optional.of("of process " + process);
        }
    }

    /**
     * A file system with all mount points.
     *
     * @param points the mount points, at least one
     */
    record Mounted(Mount mount, List<String> points) {

        /** Returns the purpose as text: {@code mounted at / and 2 more places}. */
        String purpose() {
            return purpose(points);
        }

        static String purpose(List<String> points) {
            List<String> places = points.stream().distinct().toList();
            String first = "mounted at " + places.get(0);
            return switch (places.size()) {
                case 1 -> first;
                case 2 -> first + " and " + places.get(1);
                default -> first + " and " + (places.size() - 1) + " more places";
            };
        }
    }
}
