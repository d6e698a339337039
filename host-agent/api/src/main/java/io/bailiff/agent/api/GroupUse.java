// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonFormat;
import io.bailiff.agent.api.limit.Entries;
import io.bailiff.agent.api.limit.Range;
import io.bailiff.agent.api.limit.Text;
import java.util.List;
import java.util.Objects;
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
public record GroupUse(
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        State state,

        @Entries(most = 10_000, shortens = true) List<Holder> holders,

        @Entries(most = 100_000, shortens = true) @Text(longest = 16_384)
        List<String> unknowns) {

    public GroupUse {
        holders = List.copyOf(Objects.requireNonNull(holders, "holders"));
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
        @JsonEnumDefaultValue
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
            @Range(least = 0, most = Integer.MAX_VALUE) long pid,
            @Text(longest = 1000) String command,
            @Text(longest = 1024, exact = true) @Nullable String guest,
            @Text(longest = 100, exact = true) @Nullable String guestUuid,

            @Range(least = 0, most = Long.MAX_VALUE) @Nullable
            Long startTime) {

        /** Creates a holder with pid and command alone, as in reports of older agents. */
        public Holder(long pid, String command) {
            this(pid, command, null, null, null);
        }

        /** Returns a description for people: {@code guest web1 (qemu-system-x86, process 4711)}. */
        public String description() {
            return guest == null
                    ? Printable.text(command) + " (process " + pid + ")"
                    : "guest " + Printable.name(guest) + " (" + Printable.text(command) + ", process " + pid + ")";
        }
    }
}
