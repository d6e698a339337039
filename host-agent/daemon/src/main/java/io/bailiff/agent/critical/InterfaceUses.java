// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.host.HostFileException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the functions with an interface in use by the host: an interface with an address, a port of a bridge, bond or VRF, and an interface
 * under other interfaces. An interface that is only up is not in use.
 */
final class InterfaceUses implements HostCheck {

    /** A port may leave its master during the read, and then names no master. */
    private static final Set<String> MASTERS = Set.of("bridge", "bond", "team", "vrf", "openvswitch");

    private final Interfaces interfaces;
    private final NetworkStack stack;
    private final List<Routes.Address> addresses;

    InterfaceUses(Interfaces interfaces, NetworkStack stack, List<Routes.Address> addresses) {
        this.interfaces = interfaces;
        this.stack = stack;
        this.addresses = List.copyOf(addresses);
    }

    @Override
    public void addTo(Findings findings) {
        try {
            for (String name : interfaces.names()) {
                addPort(name, findings);
                addStacked(name, findings);
            }
            addAddresses(findings);
        } catch (HostFileException failure) {
            findings.unknown(
                    UnknownScope.NETWORK, "Cannot read the network interfaces of the host: " + failure.getMessage());
        }
    }

    private void addPort(String name, Findings findings) throws HostFileException {
        Optional<String> master = interfaces.master(name);
        if (master.isPresent()) {
            String purpose = "which is a port of " + label(master.get());
            String evidence = Interfaces.DIRECTORY + name + "/master";
            stack.below(name, "", findings.neededFor(Code.INTERFACE_PORT, purpose, evidence));
        }
    }

    /** Returns the master with its kind: {@code bridge br0}. */
    private String label(String master) throws HostFileException {
        String kind = interfaces.kind(master);
        return switch (kind) {
            case "" -> master;
            case "vrf" -> "VRF " + master;
            case "openvswitch" -> "Open vSwitch (" + master + ")";
            default -> kind + " " + master;
        };
    }

    /** Adds the interfaces below an interface that is up and no master of ports, for example below a VLAN. */
    private void addStacked(String upper, Findings findings) throws HostFileException {
        Set<String> lower = interfaces.lower(upper);
        if (lower.isEmpty() || MASTERS.contains(interfaces.kind(upper)) || !interfaces.isUp(upper)) {
            return;
        }
        DependencySink sink = findings.neededFor(Code.INTERFACE_STACKED, "which is up", Interfaces.DIRECTORY + upper);
        for (String name : lower) {
            if (!interfaces.master(name).equals(Optional.of(upper))) {
                stack.below(name, ", used by " + upper, sink);
            }
        }
    }

    private void addAddresses(Findings findings) throws HostFileException {
        Set<String> seen = new HashSet<>();
        for (Routes.Address address : addresses) {
            String name = address.networkInterface();
            if (interfaces.isUp(name) && seen.add(name)) {
                String purpose = "which is up and has an address (" + address.prefix() + ")";
                stack.devices(name, "", findings.neededFor(Code.INTERFACE_ADDRESS, purpose, address.evidence()));
            }
        }
    }
}
