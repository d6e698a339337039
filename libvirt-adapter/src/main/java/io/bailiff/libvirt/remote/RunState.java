package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.GuestState;

/**
 * {@code virDomainState} and its reason, libvirt-domain.h.
 *
 * @param state the state's number
 * @param reason the reason's number, among those of that state
 */
record RunState(int state, int reason) {

    private static final int RUNNING = 1;
    private static final int BLOCKED = 2;
    private static final int PAUSED = 3;
    private static final int SHUTDOWN = 4;
    private static final int SHUT_OFF = 5;
    private static final int CRASHED = 6;
    private static final int PM_SUSPENDED = 7;

    /** Why it is shut off: {@code VIR_DOMAIN_SHUTOFF_CRASHED}. */
    private static final int SHUT_OFF_BY_CRASH = 3;

    /**
     * In our words. The XML, read after this, says whether the guest has a process; where the two do not go together, it
     * changed in between and the state is not known.
     */
    GuestState with(boolean active) {
        return active ? whileActive() : whileOff();
    }

    private GuestState whileActive() {
        return switch (state) {
            case RUNNING, BLOCKED -> GuestState.RUNNING;
            case PAUSED, PM_SUSPENDED -> GuestState.PAUSED;
            case SHUTDOWN -> GuestState.SHUTTING_DOWN;
            case CRASHED -> GuestState.CRASHED;
            default -> GuestState.UNKNOWN;
        };
    }

    private GuestState whileOff() {
        boolean crashed = state == CRASHED || (state == SHUT_OFF && reason == SHUT_OFF_BY_CRASH);
        return crashed ? GuestState.CRASHED : GuestState.SHUT_OFF;
    }
}
