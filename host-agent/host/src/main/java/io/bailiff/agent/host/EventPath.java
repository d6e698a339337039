// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.util.List;

/** The path of the file of a fanotify event. */
final class EventPath {

    private static final String DELETED = " (deleted)";
    private static final List<String> IN_SYSFS = List.of("/bus/pci/", "/devices/pci", "/class/", "/module/");

    private EventPath() {}

    /**
     * Returns the path in the host's spelling. The link shows the path under the opener's mounts, possibly the mounts of a
     * container. The part below sysfs is the same everywhere.
     *
     * @param file the descriptor of the event
     */
    static String of(int file) throws HostFileException {
        String link;
        try {
            link = RootedPaths.readLink("/proc/self/fd/" + file);
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), "/proc/self/fd/" + file);
        }
        String path = link.endsWith(DELETED) ? link.substring(0, link.length() - DELETED.length()) : link;
        for (String inSysfs : IN_SYSFS) {
            int start = path.indexOf(inSysfs);
            if (start >= 0) {
                return "/sys" + path.substring(start);
            }
        }
        return path;
    }
}
