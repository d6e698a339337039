// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.SysfsNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The members of all IOMMU groups, by the group of each function. A function keeps the group until the function leaves the bus. A new
 * function is on the bus before the function is in a group: device_add in drivers/base/core.c calls bus_add_device first, and then the
 * IOMMU core by BUS_NOTIFY_ADD_DEVICE. Therefore the functions without a group must be looked at again.
 *
 * @param groups the number of the group, by function
 * @param functions the functions, by the number of the group
 * @param groupless the functions without a group
 */
record GroupMembers(
        Map<PciAddress, String> groups, Map<String, List<PciAddress>> functions, List<PciAddress> groupless) {

    static GroupMembers read(HostFiles files) throws HostFileException {
        Map<PciAddress, String> groups = new HashMap<>();
        Map<String, List<PciAddress>> functions = new HashMap<>();
        List<PciAddress> groupless = new ArrayList<>();
        for (String name : files.list(PciBus.DEVICES)) {
            Optional<PciAddress> address = SysfsNames.address(name);
            if (address.isPresent()) {
                Optional<String> group = group(files, address.get());
                group.ifPresent(number -> {
                    groups.put(address.get(), number);
                    functions.computeIfAbsent(number, none -> new ArrayList<>()).add(address.get());
                });
                if (group.isEmpty()) {
                    groupless.add(address.get());
                }
            }
        }
        return new GroupMembers(groups, functions, groupless);
    }

    private static Optional<String> group(HostFiles files, PciAddress address) throws HostFileException {
        return files.readLink(PciBus.DEVICES + address + "/iommu_group").map(SysfsNames::last);
    }

    List<PciAddress> mates(PciAddress address) {
        String group = groups.get(address);
        return group == null ? List.of() : functions.getOrDefault(group, List.of());
    }

    boolean isOutdated(HostFiles files) throws HostFileException {
        for (PciAddress address : groupless) {
            if (group(files, address).isPresent()) {
                return true;
            }
        }
        return false;
    }
}
