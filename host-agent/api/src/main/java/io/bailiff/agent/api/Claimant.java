// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import io.bailiff.agent.api.limit.Entries;
import io.bailiff.agent.api.limit.Range;
import io.bailiff.agent.api.limit.Text;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The process behind a claim, read from {@code /proc} while the process was held or right after the process had written.
 *
 * @param pid the process id on the host
 * @param startedAt the start of the process: identifies, together with the pid, one process and no later process; null if the
 *     process had already ended
 * @param command the command line with spaces between the words, cut at 500 characters; the kernel's short name of the process
 *     if the command line is empty
 * @param uid the real user id, or -1 if the process had already ended
 * @param loginUid the user id of the login ({@code /proc/PID/loginuid}); null without a login, or if the kernel does not record
 *     the login
 * @param parents the parent, then the parent's parent and so on; at most eight, without process 1
 * @param cgroup the control group; empty if unreadable
 * @param unit the systemd unit of the process, or null
 * @param container the id of the process's container, or null
 */
public record Claimant(
        @Range(least = 0, most = Integer.MAX_VALUE) long pid,
        @Nullable Instant startedAt,
        @Text(longest = 4096) String command,
        @Range(least = -1, most = 0xffff_ffffL) long uid,
        @Range(least = 0, most = 0xffff_ffffL) @Nullable Long loginUid,
        @Entries(most = 32, shortens = true) List<Parent> parents,
        @Text(longest = 4096) String cgroup,
        @Text(longest = 4096) @Nullable String unit,
        @Text(longest = 4096) @Nullable String container) {

    public Claimant {
        parents = List.copyOf(Objects.requireNonNull(parents, "parents"));
    }

    /**
     * An ancestor of the claimant.
     *
     * @param pid the process id of the ancestor
     * @param command the ancestor's command line, like {@link Claimant#command}
     */
    public record Parent(
            @Range(least = 0, most = Integer.MAX_VALUE) long pid,
            @Text(longest = 4096) String command) {}

    /** Returns a description for people: {@code tee /sys/… (process 4711, user 0, unit session-3.scope)}. */
    public String text() {
        StringBuilder text = new StringBuilder(command).append(" (process ").append(pid);
        if (uid >= 0) {
            text.append(", user ").append(uid);
        }
        if (loginUid != null) {
            text.append(", logged in as ").append(loginUid);
        }
        if (unit != null) {
            text.append(", unit ").append(unit);
        }
        if (container != null) {
            text.append(", container ").append(container);
        }
        return Printable.text(text.append(')').toString());
    }
}
