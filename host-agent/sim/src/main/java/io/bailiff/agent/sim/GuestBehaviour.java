package io.bailiff.agent.sim;

/** What a simulated guest and its process make of requests. */
public enum GuestBehaviour {
    /** Releases a device soon after the request, and shuts down when told to. */
    OBEDIENT,
    /** Does the same, but takes its time. */
    SLOW,
    /** Never releases a device, but shuts down when told to. */
    DEAF,
    /** A guest that never got past its firmware: neither releases a device nor shuts down; its process ends at SIGTERM. */
    FIRMWARE,
    /** Its process is stopped: libvirt gets no answer of its monitor, and it ends at SIGKILL only. */
    STOPPED,
    /** Its process is in the kernel and does not come back: it neither releases a device nor shuts down, and not even SIGKILL ends it. */
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

    /** Returns true if its process ends at a signal: SIGTERM if graceful, else SIGKILL. */
    boolean endsAtSignal(boolean graceful) {
        return this != STUCK && (this != STOPPED || !graceful);
    }
}
