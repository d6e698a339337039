// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.Refusal.Code;
import java.util.List;

/** Finds the functions on the default routes of the host, and on the routes to the management addresses. */
final class Reachability implements HostCheck {

    private static final String ROUTES = "/proc/1/net/route";

    private final NetworkPaths network;
    private final NetworkStack interfaces;
    private final List<String> managementAddresses;

    Reachability(NetworkPaths network, NetworkStack interfaces, List<String> managementAddresses) {
        this.network = network;
        this.interfaces = interfaces;
        this.managementAddresses = List.copyOf(managementAddresses);
    }

    @Override
    public void addTo(Findings findings) {
        DependencySink byDefault = findings.neededFor(Code.DEFAULT_ROUTE, "which has the default route", ROUTES);
        network.defaults().forEach(name -> interfaces.under(name, "", byDefault));
        for (String address : managementAddresses) {
            network.to(
                    address,
                    "",
                    findings.neededFor(Code.MANAGEMENT_ADDRESS, "the route to management address " + address, ROUTES));
        }
    }
}
