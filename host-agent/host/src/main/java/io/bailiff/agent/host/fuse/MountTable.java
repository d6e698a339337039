// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import io.bailiff.agent.host.MountEscapes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The covers in {@code /proc/PID/mountinfo} (proc_pid_mountinfo(5)). */
final class MountTable {

    /** The name by which the covers are mounted. */
    static final String SOURCE = "bailiff";

    private static final String KIND = " - fuse " + SOURCE + ' ';
    private static final String GONE = "//deleted";
    private static final int POINT = 4;

    /**
     * A mounted cover.
     *
     * @param path the covered file
     * @param gone true if the covered file does not exist any more
     */
    record MountedCover(long node, String path, boolean gone) {}

    private MountTable() {}

    /** Returns the mounted covers of a FUSE file system, in the order of their mounts. */
    static List<MountedCover> covers(Path mountInfo, String device) throws IOException {
        List<MountedCover> covers = new ArrayList<>();
        for (String line : Files.readAllLines(mountInfo, StandardCharsets.UTF_8)) {
            String[] fields = line.split(" ");
            if (fields.length > POINT && fields[2].equals(device) && fields[3].length() > 1) {
                String path = MountEscapes.plain(fields[POINT]);
                boolean gone = path.endsWith(GONE);
                covers.add(new MountedCover(
                        CoverNode.parse(fields[3].substring(1)),
                        gone ? path.substring(0, path.length() - GONE.length()) : path,
                        gone));
            }
        }
        return covers;
    }

    /** Returns the number of covers that no other mount covers, by path; covers of any connection count. */
    static Map<String, Integer> topmostCovers(Path mountInfo) throws IOException {
        Map<String, Integer> covers = new HashMap<>();
        for (String line : Files.readAllLines(mountInfo, StandardCharsets.UTF_8)) {
            String path = MountEscapes.plain(line.split(" ")[POINT]);
            if (line.contains(KIND)) {
                covers.merge(path, 1, Integer::sum);
            } else {
                covers.remove(path);
            }
        }
        return covers;
    }

    /** Returns the devices of the file systems of covers that are mounted at a directory. */
    static List<String> devices(Path mountInfo, String directory) throws IOException {
        return Files.readAllLines(mountInfo, StandardCharsets.UTF_8).stream()
                .filter(line -> line.contains(KIND))
                .map(line -> line.split(" "))
                .filter(fields -> fields[3].equals("/")
                        && MountEscapes.plain(fields[POINT]).equals(directory))
                .map(fields -> fields[2])
                .toList();
    }
}
