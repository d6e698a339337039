// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt;

/** libvirt's answer to a request to detach a device. */
public enum DetachRequest {
    /** The request is on the way to the guest. */
    SENT,
    /** An earlier request is still pending in the guest; QEMU accepts no second request now. */
    ALREADY_PENDING,
    /** The guest does not have the device. Read the guest again before relying on the answer. */
    NOT_THERE
}
