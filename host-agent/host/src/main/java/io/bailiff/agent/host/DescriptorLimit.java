// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The limit of open files of the current process (RLIMIT_NOFILE). At its start the JVM raises the soft limit to the hard limit
 * (MaxFDLimit in os_linux.cpp), so that the hard limit of the service decides.
 */
final class DescriptorLimit {

    /** The kernel's initial limit (INR_OPEN_CUR in include/uapi/linux/fs.h), for a process that cannot read its own limits. */
    private static final int INITIAL = 1024;

    private static final String LINE = "Max open files";

    private DescriptorLimit() {}

    static int ofThisProcess() {
        try {
            return soft(Files.readAllLines(Path.of("/proc/self/limits")));
        } catch (IOException unreadable) {
            return INITIAL;
        }
    }

    /** Returns the soft limit in the lines of {@code /proc/PID/limits} (proc_pid_limits in fs/proc/base.c). */
    static int soft(List<String> limits) {
        return limits.stream()
                .filter(line -> line.startsWith(LINE))
                .map(line -> line.substring(LINE.length()).strip().split("\\s+")[0])
                .findFirst()
                .map(DescriptorLimit::number)
                .orElse(INITIAL);
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : Integer.MAX_VALUE;
    }
}
