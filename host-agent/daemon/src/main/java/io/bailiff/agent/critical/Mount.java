// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.MountEscapes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A line of a {@code mountinfo} file (Documentation/filesystems/proc.rst, 3.5).
 *
 * @param device {@code major:minor} of the file system; the major number is 0 for a file system without a block device
 *     number
 * @param point the mount point
 * @param type the type of the file system
 * @param source the mounted object: a device, a folder of a server, a tag
 * @param options the file system's own options
 */
record Mount(String device, String point, String type, String source, List<String> options) {

    private static final int DEVICE = 2;
    private static final int POINT = 4;

    Mount {
        options = List.copyOf(options);
    }

    /** @throws IllegalArgumentException if the line is not a line of a mountinfo file */
    static Mount parse(String line) {
        List<String> words = Arrays.asList(line.split(" "));
        int dash = words.indexOf("-");
        if (dash < POINT + 1 || words.size() < dash + 4 || !words.get(DEVICE).matches("[0-9]+:[0-9]+")) {
            throw new IllegalArgumentException("\"" + line + "\" is not a valid line of a mountinfo file");
        }
        return new Mount(
                words.get(DEVICE),
                MountEscapes.plain(words.get(POINT)),
                words.get(dash + 1),
                MountEscapes.plain(words.get(dash + 2)),
                List.of(words.get(dash + 3).split(",")));
    }

    boolean isOnBlockDevice() {
        return !device.startsWith("0:");
    }

    /** Returns all values of a repeatable option. */
    List<String> values(String option) {
        return options.stream()
                .filter(text -> text.startsWith(option + "="))
                .map(text -> MountEscapes.plain(text.substring(option.length() + 1)))
                .toList();
    }

    Optional<String> value(String option) {
        return values(option).stream().findFirst();
    }

    boolean covers(String path) {
        return point.equals("/") || path.equals(point) || path.startsWith(point + "/");
    }

    /** Returns a key for the file system: the same for all mounts of one file system, and different for any other file system. */
    String fileSystem() {
        return device + " " + type + " " + source;
    }
}
