// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The settings of the network interfaces: register_netdevice and unregister_netdevice in net/core/dev.c. A new interface is
 * down, has the default MTU and is no port. Guarded by the kernel's {@link KernelLock}.
 */
final class Links {

    /** The settings of one interface. */
    static final class Link {
        final String name;
        /** The lower interface of a VLAN interface, or empty. */
        final String lower;

        final int vlanId;
        boolean up;
        int mtu = 1500;
        /** The bridge with the interface as a port, or empty. */
        String master = "";

        private Link(String name, String lower, int vlanId) {
            this.name = name;
            this.lower = lower;
            this.vlanId = vlanId;
        }

        /** Returns IFF_BROADCAST and IFF_MULTICAST, with IFF_UP if the interface is up. */
        String flags() {
            return up ? "0x1003" : "0x1002";
        }
    }

    private final TreeMap<String, Link> links = new TreeMap<>();

    /** Creates the interfaces of a function whose host driver was bound. */
    void appear(SimFunction function) {
        networks(function).forEach(network -> links.put(network.name(), new Link(network.name(), "", 0)));
    }

    /** Removes the interfaces of a function, and all interfaces on top (vlan_device_event in net/8021q/vlan.c). */
    void disappear(SimFunction function) {
        networks(function).forEach(network -> remove(network.name()));
    }

    /** Configures the interfaces of the specification, like the network manager of the host at boot. */
    void configure(SimFunction function) {
        networks(function)
                .forEach(network -> find(network.name()).ifPresent(link -> {
                    link.up = true;
                    link.master = network.bridge();
                }));
    }

    Optional<Link> find(String name) {
        return Optional.ofNullable(links.get(name));
    }

    /** Returns the VLAN interfaces. */
    List<Link> vlans() {
        return links.values().stream().filter(link -> !link.lower.isEmpty()).toList();
    }

    List<Link> vlansOn(String lower) {
        return vlans().stream().filter(link -> link.lower.equals(lower)).toList();
    }

    List<String> ports(String master) {
        return links.values().stream()
                .filter(link -> link.master.equals(master))
                .map(link -> link.name)
                .toList();
    }

    void addVlan(String lower, String name, int id) throws KernelException {
        Link below = required(lower);
        if (links.containsKey(name) || vlansOn(lower).stream().anyMatch(vlan -> vlan.vlanId == id)) {
            throw new KernelException(SimErrno.EEXIST);
        }
        Link vlan = new Link(name, lower, id);
        vlan.mtu = below.mtu;
        links.put(name, vlan);
    }

    void setFlags(String name, String text) throws KernelException {
        boolean up = (number(text) & 1) != 0;
        Link link = required(name);
        // vlan_dev_open in net/8021q/vlan_dev.c
        if (up && !link.lower.isEmpty() && !required(link.lower).up) {
            throw new KernelException(SimErrno.ENETDOWN);
        }
        link.up = up;
        if (!up) {
            vlansOn(name).forEach(vlan -> vlan.up = false);
        }
    }

    void setMtu(String name, String text) throws KernelException {
        int mtu = number(text);
        Link link = required(name);
        // e1000 and most others take 68 to 9216 or so; a VLAN's MTU is at most the lower interface's
        // (vlan_dev_change_mtu)
        if (mtu < 68 || mtu > 9216) {
            throw new KernelException(SimErrno.EINVAL);
        }
        if (!link.lower.isEmpty() && mtu > required(link.lower).mtu) {
            throw new KernelException(SimErrno.ERANGE);
        }
        link.mtu = mtu;
    }

    Link required(String name) throws KernelException {
        return find(name).orElseThrow(() -> new KernelException(SimErrno.ENODEV));
    }

    private void remove(String name) {
        new ArrayList<>(vlansOn(name)).forEach(vlan -> remove(vlan.name));
        links.remove(name);
    }

    private static int number(String text) throws KernelException {
        try {
            return Integer.decode(text.strip());
        } catch (NumberFormatException malformed) {
            throw new KernelException(SimErrno.EINVAL);
        }
    }

    private static Stream<HostInterface.Network> networks(SimFunction function) {
        return function.spec.interfaces().stream()
                .filter(HostInterface.Network.class::isInstance)
                .map(HostInterface.Network.class::cast);
    }
}
