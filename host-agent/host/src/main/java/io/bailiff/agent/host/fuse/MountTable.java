// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The covers in {@code /proc/PID/mountinfo}. */
final class MountTable {

    /**
     * A mounted cover.
     *
     * @param path the covered file
     * @param gone true if the covered file does not exist any more
     */
    record MountedCover(long node, String path, boolean gone) {}

    private MountTable() {}

    private static List<CoverMount> mounts(Path mountInfo) throws IOException {
        return CoverMount.parse(Files.readAllLines(mountInfo, StandardCharsets.UTF_8).stream());
    }

    /** Returns the mounted covers of a FUSE file system, in the order of their mounts. */
    static List<MountedCover> covers(Path mountInfo, String device) throws IOException {
        return mounts(mountInfo).stream()
                .filter(mount -> mount.device().equals(device) && !mount.isFileSystem())
                .map(mount -> new MountedCover(CoverNode.parse(mount.root().substring(1)), mount.point(), mount.gone()))
                .toList();
    }

    /** Returns the number of covers that no other mount covers, by path; covers of any connection count. */
    static Map<String, Integer> topmostCovers(Path mountInfo) throws IOException {
        Map<String, Integer> covers = new HashMap<>();
        for (CoverMount mount : mounts(mountInfo)) {
            // No path leads to a file that is gone; another file may have the path.
            if (!mount.gone() && mount.isCover()) {
                covers.merge(mount.point(), 1, Integer::sum);
            } else if (!mount.gone()) {
                covers.remove(mount.point());
            }
        }
        return covers;
    }

    /** Returns the devices of the file systems of covers that are mounted at a directory. */
    static List<String> devices(Path mountInfo, String directory) throws IOException {
        return mounts(mountInfo).stream()
                .filter(mount -> mount.isCover()
                        && mount.isFileSystem()
                        && !mount.gone()
                        && mount.point().equals(directory))
                .map(CoverMount::device)
                .toList();
    }
}
