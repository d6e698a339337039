// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt;

import io.bailiff.libvirt.xml.HostDevice;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A guest as shown by libvirt at one moment.
 *
 * @param uuid the guest's identity
 * @param name the guest's name
 * @param state the guest's state
 * @param domainInstance the domain instance (libvirt's id of the running domain), different after every start; empty while the guest is
 *     off
 * @param persistent true if the guest has a definition that outlives the domain instance
 * @param liveDevices PCI functions of the host in the running guest; empty while the guest is off
 * @param definedDevices PCI functions of the host in the definition, for the next start; empty if the guest is not persistent
 * @param definedPools networks in the definition that give the guest one PCI function of the host each at the next start
 */
public record Guest(
        UUID uuid,
        String name,
        GuestState state,
        Optional<String> domainInstance,
        boolean persistent,
        List<HostDevice> liveDevices,
        List<HostDevice> definedDevices,
        List<FunctionPool> definedPools) {

    public Guest {
        liveDevices = List.copyOf(liveDevices);
        definedDevices = List.copyOf(definedDevices);
        definedPools = List.copyOf(definedPools);
    }

    /** Returns true if the guest has a QEMU process, and so may have devices open. */
    public boolean active() {
        return domainInstance.isPresent();
    }
}
