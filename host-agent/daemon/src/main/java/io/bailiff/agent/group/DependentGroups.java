// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.Dependent.Kind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.dependents.DependentDevice;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.process.HostReading;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The IOMMU groups of dependents. A dependent without an IOMMU group gets a group without a number, for the needs of the host. */
final class DependentGroups {

    private static final int NO_NUMBER = -1;

    private final HostFiles files;
    private final PciBus bus;
    private final Map<PciAddress, IommuGroup> known = new HashMap<>();
    private final Map<String, IommuGroup> byDevice = new HashMap<>();

    /** @param groups the groups read already */
    DependentGroups(HostFiles files, PciBus bus, Collection<IommuGroup> groups) {
        this.files = files;
        this.bus = bus;
        groups.forEach(group -> group.members().forEach(member -> known.put(member.address(), group)));
    }

    /** Reads the group of the dependent. A dependent that has gone away, or is a framebuffer, has no group. */
    void add(DependentDevice device) throws HostFileException {
        if (device.isFunction()) {
            ofFunction(PciAddress.parse(device.name())).ifPresent(group -> byDevice.put(device.path(), group));
        } else if (device.kind() == Kind.MEDIATED_DEVICE) {
            ofMediatedDevice(device).ifPresent(group -> byDevice.put(device.path(), group));
        }
    }

    Optional<IommuGroup> of(DependentDevice device) {
        return Optional.ofNullable(byDevice.get(device.path()));
    }

    /** Returns the given uses, and the uses of all groups of dependents. */
    Map<Integer, GroupUse> uses(Map<Integer, GroupUse> already, HostReading reading) {
        Map<Integer, GroupUse> all = new HashMap<>(already);
        List<IommuGroup> missing = byDevice.values().stream()
                .filter(group -> group.number() != NO_NUMBER && !already.containsKey(group.number()))
                .distinct()
                .toList();
        if (!missing.isEmpty()) {
            all.putAll(GroupUseScan.scan(missing, reading));
        }
        return all;
    }

    private Optional<IommuGroup> ofFunction(PciAddress address) throws HostFileException {
        if (known.containsKey(address)) {
            return Optional.ofNullable(known.get(address));
        }
        Optional<IommuGroup> group = bus.groupOf(address);
        if (group.isEmpty()) {
            return bus.function(address).map(DependentGroups::withoutNumber);
        }
        if (group.get().member(address).isEmpty()) {
            throw new HostFileException(
                    HostError.OTHER,
                    PciBus.DEVICES + address,
                    String.join("; ", group.get().problems()));
        }
        group.get().members().forEach(member -> known.put(member.address(), group.get()));
        return group;
    }

    private static IommuGroup withoutNumber(FunctionReport function) {
        return new IommuGroup(NO_NUMBER, List.of(function), List.of(), List.of());
    }

    /**
     * The group of a mediated device has the device as the only member, and the device is no PCI function. A scan needs the number
     * alone, so the parent function stands for the member.
     */
    private Optional<IommuGroup> ofMediatedDevice(DependentDevice device) throws HostFileException {
        Optional<FunctionReport> parent = bus.function(device.function());
        return files.readLink(device.path() + "/iommu_group")
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .filter(name -> name.matches("[0-9]{1,9}"))
                .flatMap(name -> parent.map(
                        member -> new IommuGroup(Integer.parseInt(name), List.of(member), List.of(), List.of())));
    }
}
