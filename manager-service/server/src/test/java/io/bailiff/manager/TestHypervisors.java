// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import io.bailiff.manager.api.LibvirtRoute;
import io.bailiff.manager.guest.LibvirtRoutes;
import io.bailiff.manager.guest.RouteToLibvirt;
import io.bailiff.manager.host.Host;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The libvirts of the hosts of a test; they outlive the manager. */
public final class TestHypervisors implements LibvirtRoutes {

    private final Map<String, TestHypervisor> byHost = new ConcurrentHashMap<>();

    TestHypervisor of(String host) {
        return byHost.computeIfAbsent(host, TestHypervisor::of);
    }

    @Override
    public Optional<RouteToLibvirt> of(Host host) {
        return Optional.of(RouteToLibvirt.of(LibvirtRoute.SIMULATION, "fake:///" + host.name(), () -> of(host.name())));
    }
}
