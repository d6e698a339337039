// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.xml;

import java.util.List;
import java.util.Optional;

/**
 * The libvirt network described by a network XML, as far as the network gives guests PCI functions of the host.
 *
 * @param pool true if every guest on the network gets a PCI function of the network ({@code <forward mode='hostdev'>})
 * @param physicalFunction the host's network interface of the physical function whose virtual functions form the pool
 * @param functions the addresses of the pool's functions in the XML
 */
public record NetworkXml(boolean pool, Optional<String> physicalFunction, List<String> functions) {

    public NetworkXml {
        functions = List.copyOf(functions);
    }
}
