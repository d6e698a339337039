// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.group.HostConfiguration.Master;
import io.bailiff.agent.group.HostConfiguration.NetworkInterface;
import io.bailiff.agent.group.HostConfiguration.Vlan;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.LinkSettings;
import java.util.Optional;

/**
 * Restores the settings of one network interface. Each setting is read first, and a setting that the host has changed in the
 * meantime stays.
 *
 * <p>The order matters. A VLAN cannot be up on a lower interface that is down. A bond and a team take no port that is up
 * (bond_enslave, team_port_add), and set the MTU of their ports.
 */
final class InterfaceRestore {

    private final HostFiles files;
    private final HostConfigurationReader reader;
    private final InterfaceAddresses addresses;

    InterfaceRestore(HostFiles files, HostConfigurationReader reader) {
        this.files = files;
        this.reader = reader;
        this.addresses = new InterfaceAddresses(files);
    }

    /**
     * Creates a VLAN interface if missing, and restores the settings of the interface.
     *
     * @param name the present name of the interface
     * @param lower the present name of the interface below a VLAN interface; ignored for other interfaces
     */
    void restore(NetworkInterface was, String name, String lower, RestoreSteps steps) {
        try {
            if (was.vlan() == null || exists(was.vlan(), name, lower, steps)) {
                restoreMtu(was, name, steps);
                restoreMaster(was, name, steps);
                restoreState(was, name, steps);
                noteLost(was, name, steps);
            }
        } catch (HostFileException failure) {
            steps.note("The settings of " + name + " are not restored (" + failure.getMessage() + ")");
        }
    }

    private boolean exists(Vlan vlan, String name, String lower, RestoreSteps steps) throws HostFileException {
        if (files.exists(FunctionInterfaces.INTERFACES + name)) {
            return true;
        }
        int protocol = vlan.protocol() == null ? LinkSettings.CUSTOMER_VLAN : vlan.protocol();
        String tag = protocol == LinkSettings.CUSTOMER_VLAN ? "" : " protocol 802.1ad";
        return steps.take(
                name + ": VLAN " + vlan.id() + " of " + lower,
                "The VLAN interface " + name + " is missing",
                "ip link add link " + lower + " name " + name + " type vlan" + tag + " id " + vlan.id(),
                () -> files.links().addVlan(lower, name, vlan.id(), protocol));
    }

    private void restoreMtu(NetworkInterface was, String name, RestoreSteps steps) throws HostFileException {
        String file = FunctionInterfaces.INTERFACES + name + "/mtu";
        Integer now = reader.number(file);
        Integer before = was.mtu();
        if (now != null && before != null && !now.equals(before)) {
            steps.take(
                    name + ": MTU " + before,
                    name + " has MTU " + now + ", and had " + before,
                    "ip link set " + name + " mtu " + before,
                    () -> files.write(file, before.toString()));
        }
    }

    private void restoreMaster(NetworkInterface was, String name, RestoreSteps steps) throws HostFileException {
        Master before = was.master();
        if (before == null) {
            return;
        }
        String port = name + " was a port of " + before.name();
        String byHand = "ip link set " + name + " master " + before.name();
        Optional<Master> now = reader.master(name);
        if (now.isPresent()) {
            if (!now.get().name().equals(before.name())) {
                steps.note(port + ", and is a port of " + now.get().name() + " now. Run: " + byHand);
            }
        } else if (before.kind() == Master.Kind.OPEN_VSWITCH) {
            steps.note(port + " (Open vSwitch): ovs-vswitchd adds a returning port by itself. Check: ovs-vsctl show");
        } else if (steps.take(name + ": port of " + before.name(), port, byHand, () -> setMaster(name, before))
                && before.filtersVlans()) {
            steps.note(before.name() + " filters VLANs, and the VLANs of its port " + name
                    + " are not restored. Check: bridge vlan show dev " + name);
        }
    }

    private void setMaster(String name, Master master) throws HostFileException {
        if (master.kind() != Master.Kind.BRIDGE && Boolean.TRUE.equals(reader.isUp(name))) {
            setUp(name, false);
        }
        if (master.kind() == Master.Kind.BOND) {
            // The file works from every network namespace, rtnetlink only from the namespace of the host.
            files.write(FunctionInterfaces.INTERFACES + master.name() + "/bonding/slaves", "+" + name);
        } else {
            files.links().setMaster(name, master.name());
        }
    }

    private void restoreState(NetworkInterface was, String name, RestoreSteps steps) throws HostFileException {
        if (Boolean.TRUE.equals(was.up()) && Boolean.FALSE.equals(reader.isUp(name))) {
            steps.take(
                    name + ": up",
                    name + " was up, and is down",
                    "ip link set " + name + " up",
                    () -> setUp(name, true));
        }
    }

    /** Writes the present flags with IFF_UP changed: the kernel sets other flags by itself, such as IFF_PROMISC of a port. */
    private void setUp(String name, boolean up) throws HostFileException {
        String file = FunctionInterfaces.INTERFACES + name + "/flags";
        int flags = Integer.decode(files.read(file).strip());
        files.write(file, "0x" + Integer.toHexString(up ? flags | 1 : flags & ~1));
    }

    private void noteLost(NetworkInterface was, String name, RestoreSteps steps) throws HostFileException {
        for (String other : was.others()) {
            if (!files.exists(FunctionInterfaces.INTERFACES + other)) {
                steps.note("The interface " + other + " on top of " + name + " is gone, and is not restored");
            }
        }
        if (was.addressed() && !addresses.has(name)) {
            steps.note(name + " had addresses or routes, which are the task of the host's network manager. Check: ip"
                    + " address show " + name);
        }
    }
}
