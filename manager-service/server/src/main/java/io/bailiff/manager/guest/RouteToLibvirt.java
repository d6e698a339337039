// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.libvirt.Hypervisor;
import io.bailiff.manager.api.LibvirtRoute;
import java.util.function.Supplier;

/**
 * The route to the libvirt of a host.
 *
 * @param kind the kind of the route
 * @param address the address of the libvirt
 * @param opener opens a connection, as {@link io.bailiff.libvirt.Hypervisors#open} does
 */
public record RouteToLibvirt(LibvirtRoute kind, String address, Supplier<Hypervisor> opener) {

    /** Returns true if a connection by the other route is as good as a connection by this route. */
    boolean isSame(RouteToLibvirt other) {
        return kind == other.kind && address.equals(other.address);
    }
}
