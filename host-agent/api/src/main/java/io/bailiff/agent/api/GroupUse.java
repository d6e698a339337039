// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import java.util.List;

/**
 * The use of a group's vfio file ({@code /dev/vfio/N}, or a member's {@code /dev/vfio/devices/vfioX}) by processes of the host.
 * Only {@link State#FREE} proves that a guest has released the group; no event does.
 *
 * @param state the known state of the use
 * @param holders the processes with the file open; empty unless {@link State#IN_USE}
 */
public record GroupUse(State state, List<Holder> holders) {

    public GroupUse {
        holders = List.copyOf(holders);
    }

    /** Knowledge about the use of a group. */
    public enum State {
        FREE,
        IN_USE,
        /** The open files of some process could not be read, so the agent draws no conclusion. */
        UNKNOWN
    }

    /**
     * A process that has the group open.
     *
     * @param pid the process id on the host
     * @param command the command name ({@code /proc/PID/comm})
     */
    public record Holder(long pid, String command) {}
}
