// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt;

import java.util.UUID;

/** An event reported by a host's libvirt. An event is a hint to read again, and alone never a reason to act. */
public sealed interface HypervisorEvent {

    /** The connection is open, for the first time or again. Everything must be read again. */
    record Connected() implements HypervisorEvent {}

    /** The connection is lost; the adapter is reopening the connection. */
    record Disconnected(String reason) implements HypervisorEvent {}

    /** A guest was started, stopped, paused, resumed, defined or undefined. */
    record GuestChanged(UUID guest, String name, String what) implements HypervisorEvent {}

    /** A guest has a new device. */
    record DeviceAdded(UUID guest, String alias) implements HypervisorEvent {}

    /**
     * A guest has released a device, and libvirt has removed the device. The vfio file of the device's group is still open if
     * the guest has another function of the group.
     */
    record DeviceRemoved(UUID guest, String alias) implements HypervisorEvent {}

    /** A guest refused to release a device. Never sent for PCI devices on x86. */
    record DeviceRemovalFailed(UUID guest, String alias) implements HypervisorEvent {}
}
