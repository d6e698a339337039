// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import io.bailiff.agent.host.MountEscapes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A line of {@code /proc/PID/mountinfo} (proc_pid_mountinfo(5)), as far as the covers are concerned.
 *
 * @param device the file system, as major and minor number: {@code 0:39}
 * @param root the mounted file of the file system; {@code /} for the file system itself
 * @param point the mount point, without escapes
 * @param gone true if the file at the mount point does not exist any more
 * @param isCover true for a cover and for the file system of covers, of any connection
 */
public record CoverMount(String device, String root, String point, boolean gone, boolean isCover) {

    /** The type and the source of the mounts. */
    private static final String KIND = " - fuse bailiff ";

    private static final String GONE = "//deleted";
    private static final int DEVICE = 2;
    private static final int ROOT = 3;
    private static final int POINT = 4;

    /** Reads the lines, in their order. */
    public static List<CoverMount> parse(Stream<String> lines) {
        return lines.flatMap(line -> parse(line, line.split(" ")).stream()).toList();
    }

    private static Optional<CoverMount> parse(String line, String[] fields) {
        if (fields.length <= POINT) {
            return Optional.empty();
        }
        String point = MountEscapes.plain(fields[POINT]);
        boolean gone = point.endsWith(GONE);
        return Optional.of(new CoverMount(
                fields[DEVICE],
                fields[ROOT],
                gone ? point.substring(0, point.length() - GONE.length()) : point,
                gone,
                line.contains(KIND)));
    }

    /** Returns true for a mount of a whole file system, and false for a mount of a single file. */
    public boolean isFileSystem() {
        return root.equals("/");
    }
}
