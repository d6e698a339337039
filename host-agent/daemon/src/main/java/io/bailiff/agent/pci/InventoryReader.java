// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.pci;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Reads all groups and functions of a host. An instance reads only once. */
final class InventoryReader {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private final HostFiles files;
    private final GroupReader groupReader;
    private final FunctionReader functionReader;
    private final List<IommuGroup> groups = new ArrayList<>();
    private final List<FunctionReport> ungrouped = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    InventoryReader(HostFiles files, GroupReader groupReader, FunctionReader functionReader) {
        this.files = files;
        this.groupReader = groupReader;
        this.functionReader = functionReader;
    }

    PciInventory read() {
        readGroups();
        readUngrouped();
        groups.sort(Comparator.comparingInt(IommuGroup::number));
        ungrouped.sort(Comparator.comparing(FunctionReport::address));
        return new PciInventory(groups, ungrouped, problems);
    }

    private void readGroups() {
        try {
            for (String name : files.list(PciBus.GROUPS)) {
                readGroup(name);
            }
        } catch (HostFileException failure) {
            // A kernel without IOMMU support has no such directory: then every function is ungrouped.
            if (failure.error() != HostError.NO_ENTRY) {
                problems.add(failure.getMessage());
            }
        }
    }

    private void readGroup(String name) {
        if (!NUMBER.matcher(name).matches()) {
            problems.add(PciBus.GROUPS + name + ": the name is not the number of an IOMMU group");
            return;
        }
        try {
            groupReader
                    .read(Integer.parseInt(name))
                    .ifPresentOrElse(groups::add, () -> problems.add("IOMMU group " + name + ": no member is left"));
        } catch (HostFileException failure) {
            problems.add("IOMMU group " + name + ": " + GroupReader.told(failure));
        }
    }

    private void readUngrouped() {
        try {
            for (String name : files.list(PciBus.DEVICES)) {
                readIfUngrouped(name);
            }
        } catch (HostFileException failure) {
            problems.add(GroupReader.told(failure));
        }
    }

    private void readIfUngrouped(String name) {
        try {
            PciAddress address = PciAddress.parse(name);
            if (files.readLink(PciBus.DEVICES + name + "/iommu_group").isEmpty()) {
                ungrouped.add(functionReader.read(address, problem -> problems.add(address + ": " + problem)));
            } else if (!files.exists(PciBus.DEVICES + name + "/iommu_group/devices/" + name)) {
                problems.add(name + ": the IOMMU group of the function does not list the function");
            }
        } catch (IllegalArgumentException notOne) {
            problems.add(PciBus.DEVICES + name + ": " + notOne.getMessage());
        } catch (HostFileException failure) {
            problems.add(name + ": " + GroupReader.told(failure));
        }
    }
}
