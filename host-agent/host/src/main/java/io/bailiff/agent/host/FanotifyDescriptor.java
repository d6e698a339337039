// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The descriptor of a fanotify group, and the flags that the group was made with (fanotify_init(2)). */
final class FanotifyDescriptor {

    private static final String FLAGS = "fanotify flags:";
    private static final String EVENT_FLAGS = "event-flags:";
    private static final int HEXADECIMAL = 16;

    /** O_ACCMODE. */
    private static final int ACCESS_MODE = 3;

    private FanotifyDescriptor() {}

    /**
     * Returns a new group. Its events name the thread, not the process: only the thread shows how a file is opened ({@link OpenCall}).
     *
     * @param files the files that get marks
     * @throws HostFileException if the kernel has no permission events or the process lacks the rights
     */
    static int open(EventFiles files) throws HostFileException {
        return open(files, LibcEvents.FAN_REPORT_TID);
    }

    /** @param more a flag besides those that every group needs */
    static int open(EventFiles files, int more) throws HostFileException {
        try {
            return LibcEvents.fanotify_init(
                    LibcEvents.FAN_CLASS_CONTENT
                            | LibcEvents.FAN_CLOEXEC
                            | LibcEvents.FAN_NONBLOCK
                            | LibcEvents.FAN_UNLIMITED_QUEUE
                            | LibcEvents.FAN_UNLIMITED_MARKS
                            | more,
                    files.accessMode() | Libc.CLOSE_ON_EXEC);
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), "fanotify_init");
        }
    }

    /**
     * Returns true if the events of the group name threads. A group that an earlier version of the agent has left names processes
     * (fanotify_show_fdinfo in fs/notify/fdinfo.c shows the flags).
     */
    static boolean namesThreads(int group) throws HostFileException {
        Path fdinfo = Path.of("/proc/self/fdinfo/" + group);
        try {
            return has(fdinfo, LibcEvents.FAN_REPORT_TID);
        } catch (IOException failure) {
            throw new HostFileException(HostError.OTHER, fdinfo.toString(), failure.toString());
        }
    }

    /** @param fdinfo the description of the group's descriptor in {@code /proc} */
    static boolean getsPermissionEvents(Path fdinfo) throws IOException {
        return has(fdinfo, LibcEvents.FAN_CLASS_CONTENT);
    }

    /** @param fdinfo the description of the group's descriptor in {@code /proc} */
    static boolean isOf(EventFiles files, Path fdinfo) throws IOException {
        return number(fdinfo, EVENT_FLAGS)
                .filter(flags -> (flags & ACCESS_MODE) == files.accessMode())
                .isPresent();
    }

    private static boolean has(Path fdinfo, int flag) throws IOException {
        return number(fdinfo, FLAGS).filter(flags -> (flags & flag) != 0).isPresent();
    }

    private static Optional<Integer> number(Path fdinfo, String name) throws IOException {
        return Files.readAllLines(fdinfo).stream()
                .filter(line -> line.startsWith(FLAGS) && line.contains(name))
                .map(line -> line.substring(line.indexOf(name) + name.length()).split(" ")[0])
                .map(text -> Integer.parseUnsignedInt(text, HEXADECIMAL))
                .findFirst();
    }
}
