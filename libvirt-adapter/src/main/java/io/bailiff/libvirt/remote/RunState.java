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

    private static final int RUNNING = 1;
    private static final int BLOCKED = 2;
    private static final int PAUSED = 3;
    private static final int SHUTDOWN = 4;
    private static final int SHUT_OFF = 5;
    private static final int CRASHED = 6;
    private static final int PM_SUSPENDED = 7;

    /** The reason {@code VIR_DOMAIN_SHUTOFF_CRASHED} of the shut-off state. */
    private static final int SHUT_OFF_BY_CRASH = 3;

    /**
     * Returns the guest's state. The XML, read after the state, shows if the guest has a process. A process and a shut-off
     * state contradict each other: the guest changed between the two calls, and the state is unknown. Without a process the
     * guest is crashed or shut off.
     *
     * @param active true if the guest has a process, according to the XML
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
