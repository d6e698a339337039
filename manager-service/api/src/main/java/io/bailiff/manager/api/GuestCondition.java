// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

/** The condition of a guest as libvirt showed the guest. */
public enum GuestCondition {
    /** The guest runs. */
    RUNNING,
    /** The QEMU process exists, and the virtual processors are stopped. The guest answers nothing until it is resumed. */
    PAUSED,
    /** The guest has suspended itself to memory (S3). The guest answers nothing until it is woken. */
    SUSPENDED,
    /** The guest is being started. */
    STARTING,
    /** The guest is shutting down. */
    SHUTTING_DOWN,
    /** The guest has crashed, and its QEMU process still exists. The guest answers nothing. */
    CRASHED,
    /** The guest is off, and its next start restores a saved state. */
    SAVED,
    /** The guest is off. */
    OFF,
    /** libvirt has no such guest. */
    ABSENT,
    /** libvirt did not answer, or the guest may have changed since libvirt last showed the guest. */
    UNKNOWN;

    /** Returns true if the guest is known to have no domain instance. */
    public boolean isOff() {
        return this == SAVED || this == OFF || this == ABSENT;
    }
}
