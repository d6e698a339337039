// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

/**
 * The settings of network interfaces that no file in {@code /sys} can change: rtnetlink(7). The MTU and the state (up or down)
 * have files: {@code /sys/class/net/NAME/mtu} and {@code flags}.
 */
public interface LinkSettings {

    /** ETH_P_8021Q: the usual protocol of a VLAN interface. */
    int CUSTOMER_VLAN = 0x8100;

    /**
     * Makes the interface a port of the master: a bridge, bond, team or VRF.
     *
     * @throws HostFileException if an interface does not exist, or the kernel refuses
     */
    void setMaster(String name, String master) throws HostFileException;

    /**
     * Creates a VLAN interface on top of another interface. The new interface is down.
     *
     * @param protocol the protocol of the tag: {@link #CUSTOMER_VLAN}, or 0x88a8 (802.1ad)
     * @throws HostFileException if the lower interface does not exist, or the kernel refuses
     */
    void addVlan(String lower, String name, int id, int protocol) throws HostFileException;

    /** Returns the protocol of the tag of a VLAN interface: no file shows the protocol. */
    int vlanProtocol(String name) throws HostFileException;

    /**
     * Returns the settings of a host without access to the network interfaces, such as a copied tree. Every call fails.
     *
     * @param reason the reason, for the message of the failure
     */
    static LinkSettings unavailable(String reason) {
        return new UnavailableLinks(reason);
    }
}
