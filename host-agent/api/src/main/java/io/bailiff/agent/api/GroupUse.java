// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The use of a group by processes of the host: through the group's vfio file ({@code /dev/vfio/N}), through a file of a member, with
 * or without a name, or through a memory map of a member. Only {@link State#FREE} proves that a guest has released the group; no
 * event does.
 *
 * @param state the known state of the use
 * @param holders the processes with the group open; empty unless {@link State#IN_USE}
 * @param unknowns the reasons for {@link State#UNKNOWN}, for people; can be empty, and always is from an older agent
 */
public record GroupUse(State state, List<Holder> holders, List<String> unknowns) {

    public GroupUse {
        holders = List.copyOf(holders);
        // The reports of older agents have no such field.
        unknowns = unknowns == null ? List.of() : List.copyOf(unknowns);
    }

    /** Creates a use without reasons for an unknown. */
    public GroupUse(State state, List<Holder> holders) {
        this(state, holders, List.of());
    }

    /** Knowledge about the use of a group. */
    public enum State {
        FREE,
        IN_USE,
        /** A process that the agent could not see through may have the group open, so the agent draws no conclusion. */
        UNKNOWN
    }

    /**
     * A process that has the group open.
     *
     * @param pid the process id on the host
     * @param command the command name ({@code /proc/PID/comm})
     * @param guest the name of the guest that a QEMU states in its own command line; null for another process, without a name, or
     *     from an older agent. A hint for display and comparison, never a proof
     * @param guestUuid likewise the UUID of the guest, in lower case
     * @param startTime the start of the process in clock ticks since boot (field 22 of {@code /proc/PID/stat}), or null if unknown or
     *     from an older agent. Pid and start time together identify a process
     */
    public record Holder(
            long pid,
            String command,
            @Nullable String guest,
            @Nullable String guestUuid,
            @Nullable Long startTime) {

        /** Creates a holder with pid and command alone, as in reports of older agents. */
        public Holder(long pid, String command) {
            this(pid, command, null, null, null);
        }

        /** Returns a description for people: {@code guest web1 (qemu-system-x86, process 4711)}. */
        public String description() {
            return guest == null
                    ? command + " (process " + pid + ")"
                    : "guest " + guest + " (" + command + ", process " + pid + ")";
        }
    }
}
