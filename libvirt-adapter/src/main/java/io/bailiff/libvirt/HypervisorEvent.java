package io.bailiff.libvirt;

import java.util.UUID;

/** What a host's libvirt says happened. A hint to look again, never by itself a reason to act. */
public sealed interface HypervisorEvent {

    /** The connection is up, for the first time or again. Everything must be read again. */
    record Connected() implements HypervisorEvent {}

    /** The connection is gone; it is being opened again. */
    record Disconnected(String reason) implements HypervisorEvent {}

    /** A guest was started, stopped, paused, resumed, defined or undefined. */
    record GuestChanged(UUID guest, String name, String what) implements HypervisorEvent {}

    /** A guest has a new device. */
    record DeviceAdded(UUID guest, String alias) implements HypervisorEvent {}

    /**
     * A guest has let go of a device and libvirt has torn it down. The vfio file of its group is still open if the guest has
     * another function of the group.
     */
    record DeviceRemoved(UUID guest, String alias) implements HypervisorEvent {}

    /** A guest refused to let go of a device. Never sent for PCI devices on x86. */
    record DeviceRemovalFailed(UUID guest, String alias) implements HypervisorEvent {}
}
