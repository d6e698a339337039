// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.libvirt.Hypervisors;
import io.bailiff.libvirt.LibvirtAddress;
import io.bailiff.manager.api.LibvirtRoute;
import io.bailiff.manager.host.Host;
import java.util.Optional;

/** The routes of an installation: the operator's address of a host, else the simulation of the demo. */
final class ConfiguredRoutes implements LibvirtRoutes {

    private final Hypervisors hypervisors;
    private final DirectLibvirts direct;
    private final Optional<Simulation> simulation;

    ConfiguredRoutes(Hypervisors hypervisors, DirectLibvirts direct, Optional<Simulation> simulation) {
        this.hypervisors = hypervisors;
        this.direct = direct;
        this.simulation = simulation;
    }

    @Override
    public Optional<RouteToLibvirt> of(Host host) {
        return direct.of(host.id())
                .map(set -> direct(set.parts().address()))
                .or(() -> simulation.map(running -> running.route(host.name())));
    }

    private RouteToLibvirt direct(LibvirtAddress address) {
        return new RouteToLibvirt(LibvirtRoute.DIRECT, address.uri(), () -> hypervisors.open(address));
    }
}
