package io.bailiff.agent.sim;

/** What the software in a simulated guest makes of requests. */
public enum GuestBehaviour {
    /** Lets go of a device soon after it was asked, and shuts down when told to. */
    OBEDIENT,
    /** Does the same, but takes its time to let go. */
    SLOW,
    /** Never lets go of a device, but shuts down when told to. */
    DEAF,
    /** A guest that never got past its firmware: neither lets go nor shuts down. */
    FIRMWARE;

    boolean letsGo() {
        return switch (this) {
            case OBEDIENT, SLOW -> true;
            case DEAF, FIRMWARE -> false;
        };
    }

    boolean shutsDown() {
        return switch (this) {
            case OBEDIENT, SLOW, DEAF -> true;
            case FIRMWARE -> false;
        };
    }
}
