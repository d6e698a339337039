// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a function that goes with the host driver: an unbind removes the virtual functions and the network
 * interfaces, and a later bind creates the interfaces without their settings.
 *
 * @param virtualFunctions the virtual functions, or null if the function had none
 * @param interfaces the network interfaces of the function and the VLAN interfaces on top, a lower interface before the
 *     interfaces on top
 */
public record HostConfiguration(@Nullable VirtualFunctions virtualFunctions, List<NetworkInterface> interfaces) {

    public HostConfiguration {
        interfaces = List.copyOf(interfaces);
    }

    /** Returns true if an unbind from the host driver loses nothing. */
    boolean isEmpty() {
        return virtualFunctions == null && interfaces.isEmpty();
    }

    /** Returns a text for people for each part of the configuration; a reattach restores these parts. */
    public List<String> parts() {
        List<String> parts = new ArrayList<>();
        if (virtualFunctions != null) {
            parts.add(virtualFunctions.count() + " virtual functions");
        }
        interfaces.stream().map(NetworkInterface::described).forEach(parts::add);
        return parts;
    }

    /**
     * The virtual functions of a physical function.
     *
     * @param count the value of {@code sriov_numvfs}, at least 1
     * @param autoprobe the value of {@code sriov_drivers_autoprobe}, or null if the function has no such file
     */
    public record VirtualFunctions(int count, @Nullable Boolean autoprobe) {

        public VirtualFunctions {
            if (count < 1) {
                throw new IllegalArgumentException(count + " is not a number of virtual functions");
            }
        }
    }

    /**
     * The settings of one network interface. Null means that the host has no file with the setting.
     *
     * @param name the name of the interface
     * @param vlan the lower interface and the tag of a VLAN interface, or null
     * @param up true if the interface was up (IFF_UP)
     * @param mtu the MTU
     * @param master the interface with this interface as a port, or null
     * @param addressed true if the interface had an address or a route; addresses are the task of the host's network manager
     * @param others the names of other interfaces on top (macvlans, tunnels), which are not restored
     */
    public record NetworkInterface(
            String name,
            @Nullable Vlan vlan,
            @Nullable Boolean up,
            @Nullable Integer mtu,
            @Nullable Master master,
            boolean addressed,
            List<String> others) {

        public NetworkInterface {
            requireName(name);
            others = List.copyOf(others);
            others.forEach(HostConfiguration::requireName);
        }

        private String described() {
            return name
                    + (vlan == null ? "" : " (VLAN " + vlan.id() + " of " + vlan.lower() + ")")
                    + (Boolean.TRUE.equals(up) ? ": up" : ": down")
                    + (mtu == null ? "" : ", MTU " + mtu)
                    + (master == null ? "" : ", port of " + master.name());
        }
    }

    /**
     * The tag of a VLAN interface.
     *
     * @param lower the name of the interface below
     * @param id the VLAN id
     * @param protocol the protocol of the tag, or null if the agent could not ask the kernel
     */
    public record Vlan(String lower, int id, @Nullable Integer protocol) {

        public Vlan {
            requireName(lower);
            if (id < 0 || id > 4094) {
                throw new IllegalArgumentException(id + " is not a VLAN id");
            }
        }
    }

    /**
     * The interface above a port.
     *
     * @param name the name of the interface above
     * @param kind the kind of the interface above
     * @param filtersVlans true if a bridge filters VLANs: the VLANs of a port are not restored
     */
    public record Master(String name, Kind kind, boolean filtersVlans) {

        /** The kind of an interface with ports. */
        public enum Kind {
            /** A bridge of the kernel. */
            BRIDGE,
            /** A bond of the bonding driver. */
            BOND,
            /** The data path of Open vSwitch; ovs-vswitchd adds a returning port by itself. */
            OPEN_VSWITCH,
            /** A team, a VRF or another kind. */
            OTHER
        }

        public Master {
            requireName(name);
            Objects.requireNonNull(kind, "a master has no kind");
        }
    }

    /** Rejects unusable names of interfaces: dev_valid_name in net/core/dev.c. The names become parts of sysfs paths. */
    private static void requireName(String name) {
        if (!name.matches("[^/:\\s]{1,15}") || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("\"" + name + "\" is not the name of a network interface");
        }
    }
}
