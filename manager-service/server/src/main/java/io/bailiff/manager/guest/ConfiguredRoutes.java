// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.libvirt.Hypervisors;
import io.bailiff.libvirt.LibvirtAddress;
import io.bailiff.manager.api.LibvirtRoute;
import io.bailiff.manager.guest.RouteToLibvirt.Opened;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.tunnel.LibvirtTunnels;
import io.bailiff.manager.tunnel.LibvirtTunnels.Tunnel;
import java.util.Optional;

/** The routes of an installation: the operator's address of a host, else the simulation of the demo, else the link of the host's agent. */
final class ConfiguredRoutes implements LibvirtRoutes {

    private static final String NO_STREAM =
            "the host's agent has opened no stream to its libvirt: read the agent's log";

    private final Hypervisors hypervisors;
    private final DirectLibvirts direct;
    private final Optional<Simulation> simulation;
    private final LibvirtTunnels tunnels;

    ConfiguredRoutes(
            Hypervisors hypervisors, DirectLibvirts direct, Optional<Simulation> simulation, LibvirtTunnels tunnels) {
        this.hypervisors = hypervisors;
        this.direct = direct;
        this.simulation = simulation;
        this.tunnels = tunnels;
    }

    @Override
    public Optional<RouteToLibvirt> of(Host host) {
        return Optional.of(direct.of(host.id())
                .map(set -> direct(set.parts().address()))
                .or(() -> simulation.map(running -> running.route(host.name())))
                .orElseGet(() -> link(host)));
    }

    private RouteToLibvirt direct(LibvirtAddress address) {
        return RouteToLibvirt.of(LibvirtRoute.DIRECT, address.uri(), () -> hypervisors.open(address));
    }

    private RouteToLibvirt link(Host host) {
        return new RouteToLibvirt(LibvirtRoute.LINK, "qemu:///system on " + host.name(), () -> {
            Tunnel tunnel = tunnels.open(host.id(), host.name());
            try {
                return new Opened(
                        hypervisors.open(LibvirtAddress.socket(tunnel.socket())),
                        () -> tunnels.hasStream(host.id()) ? Optional.empty() : Optional.of(NO_STREAM),
                        tunnel::close);
            } catch (RuntimeException unusable) {
                tunnel.close();
                throw unusable;
            }
        });
    }
}
