package io.bailiff.agent.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The process behind a claim, as {@code /proc} showed it while it was held or right after it had written.
 *
 * @param pid its process id on the host
 * @param startedAt when it began: with the pid this names one process and no later one; null if it had ended already
 * @param command its command line with spaces between the words, cut at 500 characters; the kernel's short name for it if it
 *     has none
 * @param uid its real user id, or -1 if it had ended already
 * @param loginUid who logged in ({@code /proc/PID/loginuid}); null where nobody did, or the kernel does not keep it
 * @param parents its parent, that one's parent and so on, without process 1
 * @param cgroup its control group, empty where it could not be read
 * @param unit the systemd unit that it belongs to, or null
 * @param container the id of the container that it is in, or null
 */
public record Claimant(
        long pid,
        @Nullable Instant startedAt,
        String command,
        long uid,
        @Nullable Long loginUid,
        List<Parent> parents,
        String cgroup,
        @Nullable String unit,
        @Nullable String container) {

    public Claimant {
        parents = List.copyOf(parents);
    }

    /**
     * One of the processes above it.
     *
     * @param pid its process id
     * @param command its command line, like {@link Claimant#command}
     */
    public record Parent(long pid, String command) {}

    /** For people: {@code tee /sys/… (process 4711, user 0, unit session-3.scope)}. */
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
        return text.append(')').toString();
    }
}
