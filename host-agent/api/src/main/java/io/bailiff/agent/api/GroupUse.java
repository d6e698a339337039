package io.bailiff.agent.api;

import java.util.List;

/**
 * Whether some process has the group's vfio file ({@code /dev/vfio/N}, or a member's {@code /dev/vfio/devices/vfioX})
 * open. Only {@link State#FREE} means that a guest has let go; no event does.
 *
 * @param state what is known
 * @param holders who has it open; empty unless {@link State#IN_USE}
 */
public record GroupUse(State state, List<Holder> holders) {

    public GroupUse {
        holders = List.copyOf(holders);
    }

    /** What is known about the use of a group. */
    public enum State {
        FREE,
        IN_USE,
        /** The open files of some process could not be read, so nothing follows. */
        UNKNOWN
    }

    /**
     * A process that has the group open.
     *
     * @param pid its process id on the host
     * @param command its command name ({@code /proc/PID/comm})
     */
    public record Holder(long pid, String command) {}
}
