// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.host.HostFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the functions with the network of running guests: the other ports of the bridge with the interface of a guest, and the interface
 * below a guest's macvtap. All guests of a bridge are one use.
 */
final class GuestNetworks implements HostCheck {

    /** libvirt's names (virNetDevGenerateName in src/util/virnetdev.c). libvirt removes the interface when the guest ends. */
    private static final Pattern OF_LIBVIRT = Pattern.compile("(vnet|macvtap)[0-9]+");

    private static final Set<String> TAPS_ON_AN_INTERFACE = Set.of("macvtap", "ipvtap");

    private final Interfaces interfaces;
    private final NetworkStack stack;
    private final TapHolders holders;

    GuestNetworks(Interfaces interfaces, NetworkStack stack, TapHolders holders) {
        this.interfaces = interfaces;
        this.stack = stack;
        this.holders = holders;
    }

    @Override
    public void addTo(Findings findings) {
        try {
            Map<String, List<String>> ports = new LinkedHashMap<>();
            for (String name : interfaces.names()) {
                Optional<String> master = interfaces.master(name);
                if (master.isPresent() && isOfGuest(name)) {
                    ports.computeIfAbsent(master.get(), any -> new ArrayList<>())
                            .add(name);
                } else if (!interfaces.lower(name).isEmpty() && isOfGuest(name)) {
                    DependencySink sink = sink(findings, "which is the interface of a guest", name);
                    stack.devices(name, "", sink);
                }
            }
            for (Map.Entry<String, List<String>> bridge : ports.entrySet()) {
                addBridge(bridge.getKey(), bridge.getValue(), findings);
            }
        } catch (HostFileException failure) {
            findings.unknown(
                    UnknownScope.NETWORK, "Cannot read the network interfaces of the guests: " + failure.getMessage());
        }
    }

    private void addBridge(String bridge, List<String> guests, Findings findings) throws HostFileException {
        String more = guests.size() > 1 ? " and " + (guests.size() - 1) + " more" : "";
        String purpose = "which carries guest interface " + guests.get(0) + more;
        stack.devices(bridge, "", sink(findings, purpose, guests.get(0)));
    }

    private static DependencySink sink(Findings findings, String purpose, String guest) {
        return findings.neededFor(Code.GUEST_NETWORK, purpose, Interfaces.DIRECTORY + guest);
    }

    private boolean isOfGuest(String name) throws HostFileException {
        return OF_LIBVIRT.matcher(name).matches()
                || TAPS_ON_AN_INTERFACE.contains(interfaces.kind(name))
                || (interfaces.isTap(name) && isHeldByGuest(name));
    }

    /** A tap that is attached to a process that cannot be found may be attached to a guest. */
    private boolean isHeldByGuest(String tap) throws HostFileException {
        return holders.isHeld(tap) ? holders.isHeldByGuest(tap) : !interfaces.isDetachedTap(tap);
    }
}
