// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The descriptor of a fanotify group, and the flags that the group was made with (fanotify_init(2)). */
final class FanotifyDescriptor {

    private static final String FLAGS = "fanotify flags:";

    private FanotifyDescriptor() {}

    /**
     * Returns a new group. Its events name the thread, not the process: only the thread shows how a file is opened ({@link OpenCall}).
     *
     * @throws HostFileException if the kernel has no permission events or the process lacks the rights
     */
    static int open() throws HostFileException {
        return open(LibcEvents.FAN_REPORT_TID);
    }

    /** @param more a flag besides those that every group needs */
    static int open(int more) throws HostFileException {
        try {
            return LibcEvents.fanotify_init(
                    LibcEvents.FAN_CLASS_CONTENT
                            | LibcEvents.FAN_CLOEXEC
                            | LibcEvents.FAN_NONBLOCK
                            | LibcEvents.FAN_UNLIMITED_QUEUE
                            | LibcEvents.FAN_UNLIMITED_MARKS
                            | more,
                    Libc.WRITE_ONLY | Libc.CLOSE_ON_EXEC);
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), "fanotify_init");
        }
    }

    /**
     * Returns true if the events of the group name threads. A group that an earlier version of the agent has left names processes
     * (fanotify_show_fdinfo in fs/notify/fdinfo.c shows the flags).
     */
    static boolean namesThreads(int group) throws HostFileException {
        String fdinfo = "/proc/self/fdinfo/" + group;
        try {
            return Files.readAllLines(Path.of(fdinfo)).stream()
                    .filter(line -> line.startsWith(FLAGS))
                    .map(line -> line.substring(FLAGS.length()).split(" ")[0])
                    .anyMatch(flags -> (Integer.parseUnsignedInt(flags, 16) & LibcEvents.FAN_REPORT_TID) != 0);
        } catch (IOException failure) {
            throw new HostFileException(HostError.OTHER, fdinfo, failure.toString());
        }
    }
}
