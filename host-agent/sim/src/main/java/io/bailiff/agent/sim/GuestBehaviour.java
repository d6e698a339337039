// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

/** The behaviour of a simulated guest and the guest's process on requests. */
public enum GuestBehaviour {
    /** Releases a device soon after the request, and shuts down on request. */
    OBEDIENT,
    /** Releases devices and shuts down like {@link #OBEDIENT}, but slowly. */
    SLOW,
    /** Never releases a device, but shuts down on request. */
    DEAF,
    /** A guest stuck in the firmware: neither releases a device nor shuts down; the process ends at SIGTERM. */
    FIRMWARE,
    /** The guest's process is stopped: QEMU's monitor does not answer libvirt, and the process ends only at SIGKILL. */
    STOPPED,
    /**
     * The guest's process is stuck in the kernel: the guest neither releases a device nor shuts down, and not even SIGKILL ends
     * the process.
     */
    STUCK;

    boolean releasesDevices() {
        return this == OBEDIENT || this == SLOW;
    }

    boolean shutsDown() {
        return releasesDevices() || this == DEAF;
    }

    /** Returns true if QEMU answers libvirt. */
    boolean answersMonitor() {
        return this != STOPPED;
    }

    /** Returns true if the process ends at a signal: SIGTERM if graceful, else SIGKILL. */
    boolean endsAtSignal(boolean graceful) {
        return this != STUCK && (this != STOPPED || !graceful);
    }
}
