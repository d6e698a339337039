// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

/** The condition of a guest as libvirt showed the guest. */
public enum GuestCondition {
    /** The guest runs. */
    RUNNING,
    /** The guest is suspended: the QEMU process exists, and the virtual processors are stopped. */
    PAUSED,
    /** The guest is off. */
    OFF,
    /** libvirt has no such guest. */
    ABSENT,
    /** libvirt did not answer, or the guest may have changed since libvirt last showed the guest. */
    UNKNOWN
}
