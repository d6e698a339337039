// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt;

import java.util.List;
import java.util.Optional;

/**
 * A libvirt network that gives every guest one of the network's PCI functions at the guest's start: {@code <forward
 * mode='hostdev'>} (libvirt.org/formatnetwork.html). The definition of a guest names the network only; the XML of the running
 * guest has the function, so a function in use is among {@link Guest#liveDevices}.
 *
 * @param network the network's name
 * @param physicalFunction the host's network interface of the physical function whose virtual functions form the pool
 *     ({@code <pf dev='…'/>}); empty if the network lists addresses
 * @param functions the addresses of the pool's functions. With a physical function, the addresses of the virtual functions at the
 *     start of the network, and empty while the network is not active: only the host knows all virtual functions
 * @param known false if libvirt cannot show the network: then the network may be a pool of any functions, or no pool
 */
public record FunctionPool(String network, Optional<String> physicalFunction, List<String> functions, boolean known) {

    public FunctionPool {
        functions = List.copyOf(functions);
    }

    /** Returns a network that libvirt cannot show. */
    public static FunctionPool unknown(String network) {
        return new FunctionPool(network, Optional.empty(), List.of(), false);
    }
}
