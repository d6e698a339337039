// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.GuestState;

/**
 * {@code virDomainState} with the state's reason, libvirt-domain.h.
 *
 * @param state the state's number
 * @param reason the reason's number, among the reasons of the state
 */
record RunState(int state, int reason) {

    private static final int NO_STATE = 0;
    private static final int RUNNING = 1;
    private static final int BLOCKED = 2;
    private static final int PAUSED = 3;
    private static final int SHUTDOWN = 4;
    private static final int CRASHED = 6;
    private static final int PM_SUSPENDED = 7;

    /** {@code virDomainPausedReason}. */
    private static final int PAUSED_SHUTTING_DOWN = 8;

    private static final int PAUSED_CRASHED = 10;
    private static final int PAUSED_STARTING_UP = 11;

    /**
     * Returns the state of a guest with a process, according to the XML. The XML is read after the state. A shut-off state
     * contradicts the process: the guest changed between the two calls, and the state is unknown.
     */
    GuestState whileActive() {
        return switch (state) {
            case NO_STATE, RUNNING, BLOCKED -> GuestState.RUNNING;
            case PAUSED -> paused();
            case SHUTDOWN -> GuestState.SHUTTING_DOWN;
            case CRASHED -> GuestState.CRASHED;
            case PM_SUSPENDED -> GuestState.SUSPENDED;
            default -> GuestState.UNKNOWN;
        };
    }

    private GuestState paused() {
        return switch (reason) {
            case PAUSED_SHUTTING_DOWN -> GuestState.SHUTTING_DOWN;
            case PAUSED_CRASHED -> GuestState.CRASHED;
            case PAUSED_STARTING_UP -> GuestState.STARTING;
            default -> GuestState.PAUSED;
        };
    }
}
