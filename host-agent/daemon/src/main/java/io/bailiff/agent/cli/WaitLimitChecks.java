// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks the kernel's limits for processes that wait for the guard. A held command may wait for minutes.
 *
 * <p>Sources: {@code fs.fuse.default_request_timeout} and {@code fs.fuse.max_request_timeout} in
 * Documentation/admin-guide/sysctl/fs.rst (Linux 6.15), {@code fs.fanotify.watchdog_timeout} in fs/notify/fanotify/fanotify_user.c.
 */
final class WaitLimitChecks {

    private static final List<String> OF_FUSE = List.of("default_request_timeout", "max_request_timeout");
    private static final String FUSE = "/proc/sys/fs/fuse/";
    private static final String WATCHDOG = "/proc/sys/fs/fanotify/watchdog_timeout";
    private static final String NO_LIMIT = "0";

    private final HostFiles files;

    WaitLimitChecks(HostFiles files) {
        this.files = files;
    }

    /** Returns a line for each limit that is set. */
    List<Check> all() throws HostFileException {
        List<Check> checks = new ArrayList<>();
        for (String name : OF_FUSE) {
            String seconds = seconds(FUSE + name);
            if (!seconds.equals(NO_LIMIT)) {
                checks.add(Check.warn(
                        Check.Subject.GUARD,
                        "fs.fuse." + name + " is " + seconds
                                + " s: when a command has been held for this time, the kernel ends the"
                                + " guard's connection, and every held command fails.",
                        "Set the limit to 0, and keep the setting in /etc/sysctl.d: sysctl fs.fuse." + name + "=0"));
            }
        }
        String watchdog = seconds(WATCHDOG);
        if (!watchdog.equals(NO_LIMIT)) {
            checks.add(Check.warn(
                    Check.Subject.GUARD,
                    "fs.fanotify.watchdog_timeout is " + watchdog
                            + " s: the kernel logs \"failed to respond to fanotify queue\""
                            + " when the guard holds a command for longer. The hold is intended.",
                    "Ignore these lines of the kernel's log, or run: sysctl fs.fanotify.watchdog_timeout=0"));
        }
        return checks;
    }

    /** Returns the setting; 0 for a kernel without the setting. */
    private String seconds(String path) throws HostFileException {
        try {
            return files.read(path).strip();
        } catch (HostFileException e) {
            if (e.error() == HostError.NO_ENTRY) {
                return NO_LIMIT;
            }
            throw e;
        }
    }
}
