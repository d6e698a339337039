// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.host.HostFileException;
import java.util.List;

/**
 * Finds the functions on the default routes of the host, and on the routes to the management addresses. A host with neither is managed
 * through an interface that is not known.
 */
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
        network.defaults().forEach(route -> addDefault(route, findings));
        boolean isReachable = !network.defaults().isEmpty();
        for (String address : managementAddresses) {
            isReachable |= network.to(
                    address,
                    "",
                    findings.neededFor(Code.MANAGEMENT_ADDRESS, "the route to management address " + address, ROUTES));
        }
        if (!isReachable && network.isKnown()) {
            unreachable(findings);
        }
    }

    private void addDefault(Routes.Route route, Findings findings) {
        String purpose = "which has the default route" + route.inTable();
        interfaces.under(
                route.networkInterface(), "", findings.neededFor(Code.DEFAULT_ROUTE, purpose, route.evidence()));
    }

    /** A host without any interface on a function has nothing to lose. */
    private void unreachable(Findings findings) {
        try {
            if (interfaces.hasFunctions()) {
                findings.unknown(
                        UnknownScope.NETWORK,
                        "Cannot determine the interface for the management of the host: the host has no default route."
                                + " Name an address with --management-address");
            }
        } catch (HostFileException failure) {
            findings.unknown(
                    UnknownScope.NETWORK, "Cannot read the network interfaces of the host: " + failure.getMessage());
        }
    }
}
