// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.fuse.CoverMount;
import io.bailiff.agent.host.fuse.ReadOnlyMount;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The mounts of a guard in the mount namespace of process 1, in the order of the mounts: of FUSE file systems, with the kernel's controls of the
 * connection, and of files of procfs that are read-only. The covered files themselves are never looked at: a look may wait for the agent.
 *
 * <p>Sources: proc_pid_mountinfo(5); Documentation/filesystems/fuse.rst (control filesystem). The number of a connection is the minor number
 * of the file system's device (fuse_ctl_add_conn in fs/fuse/control.c).
 *
 * @param connections the numbers of the connections
 * @param files the covered files
 * @param points the mount points, each as often as mounted; without files that do not exist any more
 * @param readOnly those of the mount points that are files of procfs
 */
record LeftCovers(Set<String> connections, Set<String> files, List<String> points, Set<String> readOnly) {

    private static final String TABLE = "/proc/1/mountinfo";
    private static final String CONTROLS = "/sys/fs/fuse/connections/";

    static LeftCovers read(HostFiles host) throws HostFileException {
        Set<String> connections = new LinkedHashSet<>();
        Set<String> covered = new LinkedHashSet<>();
        List<String> points = new ArrayList<>();
        String table = host.read(TABLE);
        for (CoverMount mount : CoverMount.parse(table.lines())) {
            if (mount.isCover()) {
                connections.add(mount.device().substring(mount.device().indexOf(':') + 1));
                if (!mount.gone()) {
                    points.add(mount.point());
                    if (!mount.isFileSystem()) {
                        covered.add(mount.point());
                    }
                }
            }
        }
        Set<String> readOnly = new LinkedHashSet<>();
        for (ReadOnlyMount mount : ReadOnlyMount.parse(table.lines(), ReadOnlyMount.DIRECTORY)) {
            if (!mount.gone()) {
                points.add(mount.point());
                readOnly.add(mount.point());
            }
        }
        return new LeftCovers(connections, covered, points, readOnly);
    }

    /** Returns true if the guard has no covers. Files of procfs may be read-only all the same. */
    boolean isEmpty() {
        return connections.isEmpty();
    }

    /** Returns the number of covered files. */
    long count() {
        return files.size();
    }

    /** Returns the number of requests that wait for an answer; empty if the kernel does not show the number. */
    Optional<Integer> waiting(HostFiles host) {
        int sum = 0;
        for (String connection : connections) {
            try {
                sum += Integer.parseInt(host.read(CONTROLS + connection + "/waiting"));
            } catch (HostFileException | NumberFormatException notShown) {
                return Optional.empty();
            }
        }
        return Optional.of(sum);
    }

    /** Returns the command that ends the connections; with the mount of the kernel's controls, if the host has not mounted them. */
    String abort(HostFiles host) throws HostFileException {
        List<String> commands = new ArrayList<>();
        for (String connection : connections) {
            String control = CONTROLS + connection + "/abort";
            if (!host.exists(control) && commands.isEmpty()) {
                commands.add("mount -t fusectl fusectl " + CONTROLS);
            }
            commands.add("echo 1 > " + control);
        }
        return String.join("; ", commands);
    }

    /** Returns the command that removes the mounts. A mount over a file that does not exist any more ends with the file. */
    String remove() {
        List<String> topFirst = new ArrayList<>(points);
        Collections.reverse(topFirst);
        return "umount -l -c " + topFirst.stream().map(LeftCovers::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String path) {
        return path.matches("[A-Za-z0-9_./:@+-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }
}
