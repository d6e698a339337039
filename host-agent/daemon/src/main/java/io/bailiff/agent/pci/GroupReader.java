// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.pci;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.ReservedRegion;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads one IOMMU group. A failure to read a part of the group becomes a problem of the group and hides no other problem. */
final class GroupReader {

    /** The line format {@code start end type}, as printed by iommu_group_show_resv_regions in drivers/iommu/iommu.c. */
    private static final Pattern REGION = Pattern.compile("(0x[0-9a-f]+) (0x[0-9a-f]+) ([a-z-]+)");

    /** The name of a group that vfio has made up for a device without isolation by an IOMMU. */
    private static final String NO_IOMMU = "vfio-noiommu";

    private final HostFiles files;
    private final FunctionReader functions;

    GroupReader(HostFiles files, FunctionReader functions) {
        this.files = files;
        this.functions = functions;
    }

    /**
     * Returns the group; empty if the group has no member. The kernel removes a group after the last member.
     *
     * @throws HostFileException if the group has members and none can be read: the group has no identity
     */
    Optional<IommuGroup> read(int number) throws HostFileException {
        String directory = PciBus.GROUPS + number;
        List<ReadFailure> failures = new ArrayList<>();
        List<FunctionReport> members = new ArrayList<>();
        List<String> names = files.list(directory + "/devices");
        if (names.isEmpty()) {
            return Optional.empty();
        }
        for (String name : names) {
            readMember(name, members::add, failures::add);
        }
        if (members.isEmpty()) {
            throw new HostFileException(HostError.OTHER, directory, "no member could be read; " + text(failures));
        }
        List<ReservedRegion> regions = regions(directory + "/reserved_regions", failures::add);
        checkIsolation(directory + "/name", failures::add);
        return Optional.of(new IommuGroup(number, members, regions, failures));
    }

    private static String text(List<ReadFailure> failures) {
        return failures.stream().map(ReadFailure::text).collect(Collectors.joining("; "));
    }

    private void readMember(String name, Consumer<FunctionReport> members, Consumer<ReadFailure> failures) {
        PciAddress address;
        try {
            address = PciAddress.parse(name);
        } catch (IllegalArgumentException notOne) {
            failures.accept(
                    ReadFailure.of("member \"" + name + "\" is not a PCI function: the agent cannot move the group"));
            return;
        }
        try {
            members.accept(functions.read(address, failure -> failures.accept(ReadFailure.of(address, failure))));
        } catch (HostFileException failure) {
            failures.accept(ReadFailure.of(address, told(failure)));
        }
    }

    private List<ReservedRegion> regions(String path, Consumer<ReadFailure> failures) {
        List<ReservedRegion> regions = new ArrayList<>();
        try {
            for (String line : files.read(path).lines().toList()) {
                Matcher parts = REGION.matcher(line);
                if (!parts.matches()) {
                    throw Attributes.nonsense(path, line, "a start, an end and a type");
                }
                regions.add(new ReservedRegion(parts.group(1), parts.group(2), parts.group(3)));
            }
        } catch (HostFileException failure) {
            failures.accept(ReadFailure.of(told(failure)));
        }
        return regions;
    }

    private void checkIsolation(String path, Consumer<ReadFailure> failures) {
        try {
            if (files.exists(path) && files.read(path).equals(NO_IOMMU)) {
                failures.accept(ReadFailure.of(
                        "no IOMMU isolates the group: vfio has created the group (enable_unsafe_noiommu_mode)"));
            }
        } catch (HostFileException failure) {
            failures.accept(ReadFailure.of(told(failure)));
        }
    }

    static String told(HostFileException failure) {
        return failure.error() == HostError.NO_ENTRY
                ? failure.getMessage() + "; the file disappeared during the read, or this kernel has no such file"
                : String.valueOf(failure.getMessage());
    }
}
