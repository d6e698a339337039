// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.xml;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The guest described by a domain XML.
 *
 * @param uuid the guest's UUID
 * @param name the guest's name
 * @param id libvirt's number of the running domain; empty in the XML of a guest that is off
 * @param devices PCI functions of the host, in the order of the XML
 * @param networks libvirt networks of the guest's {@code <interface type='network'>} elements, each once. A network may be a pool
 *     of PCI functions; a running guest's XML has the function from the pool among the devices, and not the network here
 */
public record DomainXml(UUID uuid, String name, Optional<String> id, List<HostDevice> devices, List<String> networks) {

    public DomainXml {
        devices = List.copyOf(devices);
        networks = List.copyOf(networks);
    }
}
