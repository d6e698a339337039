// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.HostConfiguration.Master;
import io.bailiff.agent.group.HostConfiguration.NetworkInterface;
import io.bailiff.agent.group.HostConfiguration.VirtualFunctions;
import io.bailiff.agent.group.HostConfiguration.Vlan;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the configuration of a function that a reattach has to restore. Each call reads the files again. */
public final class HostConfigurationReader {

    static final String VF_COUNT = "/sriov_numvfs";
    static final String VF_AUTOPROBE = "/sriov_drivers_autoprobe";

    private static final String UPPER = "upper_";

    private final HostFiles files;
    private final FunctionInterfaces interfaces;
    private final InterfaceAddresses addresses;

    public HostConfigurationReader(HostFiles files) {
        this.files = files;
        this.interfaces = new FunctionInterfaces(files);
        this.addresses = new InterfaceAddresses(files);
    }

    /**
     * Returns the configuration of the function; empty if an unbind loses nothing.
     *
     * @throws HostFileException if a part of the configuration cannot be read
     */
    public Optional<HostConfiguration> read(PciAddress address) throws HostFileException {
        HostConfiguration configuration = new HostConfiguration(virtualFunctions(address), interfaces(address));
        return configuration.isEmpty() ? Optional.empty() : Optional.of(configuration);
    }

    /** Only a physical function has the files (sriov_pf_attrs_are_visible in drivers/pci/iov.c). */
    private @Nullable VirtualFunctions virtualFunctions(PciAddress address) throws HostFileException {
        String directory = PciBus.DEVICES + address;
        Integer count = number(directory + VF_COUNT);
        Integer autoprobe = number(directory + VF_AUTOPROBE);
        return count == null || count == 0
                ? null
                : new VirtualFunctions(count, autoprobe == null ? null : autoprobe != 0);
    }

    private List<NetworkInterface> interfaces(PciAddress address) throws HostFileException {
        List<String> names = interfaces.of(address);
        List<NetworkInterface> found = new ArrayList<>();
        if (!names.isEmpty()) {
            VlanTable vlans = VlanTable.read(files);
            for (String name : names) {
                addWithVlans(name, null, vlans, found);
            }
        }
        return found;
    }

    /** Adds the interface, and all VLAN interfaces on top of the interface. */
    private void addWithVlans(String name, @Nullable Vlan vlan, VlanTable vlans, List<NetworkInterface> found)
            throws HostFileException {
        Optional<Master> master = master(name);
        List<String> others = new ArrayList<>();
        List<String> vlansOnTop = new ArrayList<>();
        for (String upper : uppers(name)) {
            if (vlans.has(upper)) {
                vlansOnTop.add(upper);
            } else if (master.isEmpty() || !upper.equals(master.get().name())) {
                others.add(upper);
            }
        }
        found.add(new NetworkInterface(
                name,
                vlan,
                isUp(name),
                number(FunctionInterfaces.INTERFACES + name + "/mtu"),
                master.orElse(null),
                addresses.has(name),
                others));
        for (String upper : vlansOnTop) {
            addWithVlans(upper, vlans.find(upper).orElseThrow(), vlans, found);
        }
    }

    private List<String> uppers(String name) throws HostFileException {
        return files.list(FunctionInterfaces.INTERFACES + name).stream()
                .filter(entry -> entry.startsWith(UPPER))
                .map(entry -> entry.substring(UPPER.length()))
                .toList();
    }

    Optional<Master> master(String name) throws HostFileException {
        Optional<String> link = files.readLink(FunctionInterfaces.INTERFACES + name + "/master");
        if (link.isEmpty()) {
            return Optional.empty();
        }
        String master = link.get().substring(link.get().lastIndexOf('/') + 1);
        String directory = FunctionInterfaces.INTERFACES + master;
        Master.Kind kind = kind(master, directory);
        Integer filters = kind == Master.Kind.BRIDGE ? number(directory + "/bridge/vlan_filtering") : null;
        return Optional.of(new Master(master, kind, filters != null && filters != 0));
    }

    private Master.Kind kind(String master, String directory) throws HostFileException {
        if (files.exists(directory + "/bridge")) {
            return Master.Kind.BRIDGE;
        }
        if (files.exists(directory + "/bonding")) {
            return Master.Kind.BOND;
        }
        // No file shows the kind of a data path; dpif_netlink in ovs-vswitchd always chooses the name "ovs-system".
        return master.equals("ovs-system") ? Master.Kind.OPEN_VSWITCH : Master.Kind.OTHER;
    }

    /** Returns true if the interface is up (IFF_UP); null if the host has no such file. */
    @Nullable
    Boolean isUp(String name) throws HostFileException {
        Integer flags = number(FunctionInterfaces.INTERFACES + name + "/flags");
        return flags == null ? null : (flags & 1) != 0;
    }

    /** Returns the number in the file, decimal or with 0x; null if there is no such file: not every kernel has every file. */
    @Nullable
    Integer number(String path) throws HostFileException {
        String text;
        try {
            text = files.read(path);
        } catch (HostFileException failure) {
            if (failure.error() == HostError.NO_ENTRY) {
                return null;
            }
            throw failure;
        }
        try {
            return Integer.decode(text.strip());
        } catch (NumberFormatException malformed) {
            throw new HostFileException(HostError.OTHER, path, "not a number: " + text);
        }
    }
}
