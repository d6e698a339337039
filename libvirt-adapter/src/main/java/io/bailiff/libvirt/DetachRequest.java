package io.bailiff.libvirt;

/** What libvirt said to a request to detach a device. */
public enum DetachRequest {
    /** The request is on its way to the guest. */
    SENT,
    /** An earlier request is still with the guest; QEMU takes no second one now. */
    ALREADY_PENDING,
    /** The guest does not have the device. Read it again before believing it. */
    NOT_THERE
}
