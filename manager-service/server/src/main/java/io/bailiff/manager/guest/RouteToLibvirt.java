// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.libvirt.Hypervisor;
import io.bailiff.manager.api.LibvirtRoute;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The route to the libvirt of a host.
 *
 * @param kind the kind of the route
 * @param address the address of the libvirt
 * @param opener opens a connection, as {@link io.bailiff.libvirt.Hypervisors#open} does
 */
public record RouteToLibvirt(LibvirtRoute kind, String address, Supplier<Opened> opener) {

    /**
     * An opened connection.
     *
     * @param hypervisor the connection
     * @param problem the reason why the connection cannot be connected now; empty if only libvirt's client knows
     * @param end ends what the connection needs; called at the end of the connection, maybe twice
     */
    public record Opened(Hypervisor hypervisor, Supplier<Optional<String>> problem, Runnable end) {}

    /** A route that needs nothing but the connection. */
    public static RouteToLibvirt of(LibvirtRoute kind, String address, Supplier<Hypervisor> opener) {
        return new RouteToLibvirt(kind, address, () -> new Opened(opener.get(), Optional::empty, () -> {}));
    }

    /** Returns true if a connection by the other route is as good as a connection by this route. */
    boolean isSame(RouteToLibvirt other) {
        return kind == other.kind && address.equals(other.address);
    }

    /** Returns true if connections by this route are open only while the libvirt is needed. */
    boolean isOnDemand() {
        return kind == LibvirtRoute.LINK;
    }
}
