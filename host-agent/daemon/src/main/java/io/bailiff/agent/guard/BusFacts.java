// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.SysfsNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Facts about the functions and drivers of the host that last as long as the function or the driver is registered: the place of a function,
 * the ids, the group, and the module of a driver. Each fact is read once, when a decision needs the fact. {@link BusFactsReader} begins
 * anew as soon as a function or a driver has come or gone. Drivers of functions and overrides are no such facts.
 */
final class BusFacts {

    private final HostFiles files;
    private final PciBus bus;
    private final Map<PciAddress, Optional<String>> places = new ConcurrentHashMap<>();
    private final Map<PciAddress, Optional<String>> physicalPlaces = new ConcurrentHashMap<>();
    private final Map<PciAddress, String> modaliases = new ConcurrentHashMap<>();
    private final Set<PciAddress> bridges = ConcurrentHashMap.newKeySet();
    private final Map<String, Optional<String>> modules = new ConcurrentHashMap<>();
    private final boolean isLasting;
    private volatile @Nullable GroupMembers members;

    /** @param isLasting true if the host proves how long the facts hold; false if the facts serve a single decision */
    BusFacts(HostFiles files, boolean isLasting) {
        this.files = files;
        this.isLasting = isLasting;
        this.bus = new PciBus(files);
    }

    /** Returns the directory of the function below {@code /sys/devices}; empty if the function is not on the host. */
    Optional<String> place(PciAddress address) throws HostFileException {
        Optional<String> known = places.get(address);
        if (known == null) {
            known = files.realPath(PciBus.DEVICES + address);
            places.put(address, known);
        }
        return known;
    }

    /**
     * Returns the directory of the physical function below {@code /sys/devices}; empty for a function that is no virtual function. The kernel
     * makes the link before the function is on the bus (pci_iov_add_virtfn in drivers/pci/iov.c makes the link after pci_device_add, and before
     * pci_bus_add_device offers the function to drivers).
     */
    Optional<String> physicalPlace(PciAddress address) throws HostFileException {
        Optional<String> known = physicalPlaces.get(address);
        if (known == null) {
            known = files.realPath(PciBus.DEVICES + address + "/physfn");
            physicalPlaces.put(address, known);
        }
        return known;
    }

    /** Returns the ids of the function as the kernel spells them for modules. */
    String modalias(PciAddress address) throws HostFileException {
        String known = modaliases.get(address);
        if (known == null) {
            known = files.read(PciBus.DEVICES + address + "/modalias");
            modaliases.put(address, known);
        }
        return known;
    }

    /** Returns the module of the driver, spelled with underscores; empty if the driver is built into the kernel. */
    Optional<String> module(String driver) throws HostFileException {
        Optional<String> known = modules.get(driver);
        if (known == null) {
            known = files.readLink(PciBus.DRIVERS + driver + "/module")
                    .map(link -> SysfsNames.last(link).replace('-', '_'));
            // The kernel makes the link to the module before the bind file (bus_add_driver in drivers/base/bus.c).
            if (known.isPresent() || files.exists(PciBus.DRIVERS + driver + "/bind")) {
                modules.put(driver, known);
            }
        }
        return known;
    }

    /** Returns true if the function is an endpoint or the kind is unknown: watching over a bridge does no harm. */
    boolean mayBeEndpoint(PciAddress address) {
        if (bridges.contains(address)) {
            return false;
        }
        try {
            boolean isEndpoint = bus.kind(address) == FunctionKind.ENDPOINT;
            if (!isEndpoint) {
                bridges.add(address);
            }
            return isEndpoint;
        } catch (HostFileException unreadable) {
            return true;
        }
    }

    /** Returns the functions in the IOMMU group of the function, with the function; empty if the function is in no group. */
    List<PciAddress> mates(PciAddress address) throws HostFileException {
        if (!isLasting) {
            return listedMates(address);
        }
        GroupMembers known = members;
        if (known == null) {
            known = GroupMembers.read(files);
            members = known;
        }
        return known.mates(address);
    }

    /** Reads the members of a single group: the groups of all functions would be too many reads for one decision. */
    private List<PciAddress> listedMates(PciAddress address) throws HostFileException {
        String directory = PciBus.DEVICES + address + "/iommu_group/devices";
        if (!files.exists(directory)) {
            return List.of();
        }
        return files.list(directory).stream().map(PciAddress::parse).toList();
    }

    /** Returns true if a function without a group has got a group since the reading of the groups. */
    boolean hasNewMember() throws HostFileException {
        GroupMembers known = members;
        return known != null && known.isOutdated(files);
    }
}
