// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.host.FanotifyInterceptor;
import io.bailiff.agent.host.HostFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Checks if the guard can hold openers of control files, and names the holder of the guard's descriptor during a restart of the agent. */
final class GuardChecks {

    private final Path state;

    GuardChecks(Path state) {
        this.state = state;
    }

    Check check() {
        try {
            FanotifyInterceptor.probe();
        } catch (HostFileException e) {
            return Check.fail(
                    Check.Subject.GUARD,
                    "The guard cannot hold openers of control files: " + e.getMessage() + ".",
                    "The guard needs root with CAP_SYS_ADMIN, and a kernel with CONFIG_FANOTIFY_ACCESS_PERMISSIONS.");
        }
        String capacity = "The guard can hold openers of control files, about " + FanotifyInterceptor.mostOpeners()
                + " at once with the limit of open files of this command";
        Optional<String> holder = FanotifyInterceptor.descriptorHolderOf(state);
        return Check.ok(
                Check.Subject.GUARD,
                holder.isEmpty()
                        ? capacity + "."
                        : capacity + "; " + holder.get()
                                + " keeps the guard's descriptor open during a restart of the agent.");
    }
}
