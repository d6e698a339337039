// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import io.bailiff.agent.host.MountEscapes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A mount over a file of a directory, as a line of {@code /proc/PID/mountinfo} shows the mount (proc_pid_mountinfo(5)).
 *
 * @param point the mount point, without escapes
 * @param gone true if the file at the mount point does not exist any more
 * @param isReadOnly true if nobody can open the file for writing
 */
public record ReadOnlyMount(String point, boolean gone, boolean isReadOnly) {

    /** The directory with the files of the functions in procfs. */
    public static final String DIRECTORY = "/proc/bus/pci/";

    private static final String GONE = "//deleted";
    private static final String READ_ONLY = "ro";
    private static final int POINT = 4;
    private static final int OPTIONS = 5;

    /**
     * Reads the mounts over files below a directory, in their order.
     *
     * @param directory the directory, with a slash at the end
     */
    public static List<ReadOnlyMount> parse(Stream<String> lines, String directory) {
        return lines.map(line -> line.split(" "))
                .flatMap(fields -> parse(fields).stream())
                .filter(mount -> mount.point().startsWith(directory))
                .toList();
    }

    private static Optional<ReadOnlyMount> parse(String[] fields) {
        if (fields.length <= OPTIONS) {
            return Optional.empty();
        }
        String point = MountEscapes.plain(fields[POINT]);
        boolean gone = point.endsWith(GONE);
        boolean readOnly = Arrays.asList(fields[OPTIONS].split(",")).contains(READ_ONLY);
        return Optional.of(
                new ReadOnlyMount(gone ? point.substring(0, point.length() - GONE.length()) : point, gone, readOnly));
    }
}
