// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.manager.host.Host;
import java.util.Optional;

/** Determines the routes to the libvirts of the hosts. No route depends on anything that an agent says. */
@FunctionalInterface
public interface LibvirtRoutes {

    /** Returns the present route to the libvirt of a host; empty if there is none. */
    Optional<RouteToLibvirt> of(Host host);
}
