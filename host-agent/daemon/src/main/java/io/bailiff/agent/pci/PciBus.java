// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.pci;

import io.bailiff.agent.api.FunctionHealth;
import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The PCI bus of a host, as the kernel shows the bus in {@code /sys/bus/pci} and {@code /sys/kernel/iommu_groups}. Each
 * call reads the files again.
 */
public final class PciBus {

    public static final String DEVICES = "/sys/bus/pci/devices/";
    public static final String DRIVERS = "/sys/bus/pci/drivers/";
    public static final String GROUPS = "/sys/kernel/iommu_groups/";

    private final HostFiles files;
    private final OverrideReader overrides;
    private final FunctionReader functions;
    private final GroupReader groups;

    public PciBus(HostFiles files) {
        this.files = files;
        this.overrides = new OverrideReader(files);
        this.functions = new FunctionReader(files, this);
        this.groups = new GroupReader(files, functions);
    }

    /** Returns all groups and functions. Never fails: failures to read are problems of the group or of the host. */
    public PciInventory inventory() {
        return new InventoryReader(files, groups, functions).read();
    }

    /**
     * Returns the group with the number, or empty if there is no such group or the group has no member any more. Failures to read a
     * member are problems of the group.
     *
     * @throws HostFileException if no member can be read
     */
    public Optional<IommuGroup> group(int number) throws HostFileException {
        return files.exists(GROUPS + number) ? groups.read(number) : Optional.empty();
    }

    /** Returns the current group of the function. Empty if the function is not on this host, or in no group. */
    public Optional<IommuGroup> groupOf(PciAddress address) throws HostFileException {
        String path = DEVICES + address + "/iommu_group";
        Optional<String> name = files.readLink(path).map(PciBus::lastName);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (!name.get().matches("[0-9]{1,9}")) {
            throw Attributes.nonsense(path, name.get(), "the number of an IOMMU group");
        }
        return group(Integer.parseInt(name.get()));
    }

    public boolean exists(PciAddress address) throws HostFileException {
        return files.exists(DEVICES + address);
    }

    /**
     * Returns one function, in a group or not. Empty if the function is not on this host.
     *
     * @throws HostFileException if any attribute of the function cannot be read or is malformed
     */
    public Optional<FunctionReport> function(PciAddress address) throws HostFileException {
        if (!exists(address)) {
            return Optional.empty();
        }
        List<String> problems = new ArrayList<>();
        FunctionReport function = functions.read(address, problems::add);
        if (!problems.isEmpty()) {
            throw new HostFileException(HostError.OTHER, DEVICES + address, String.join("; ", problems));
        }
        return Optional.of(function);
    }

    /** @throws HostFileException if the function is not on this host */
    public FunctionKind kind(PciAddress address) throws HostFileException {
        return functions.kind(address);
    }

    /** Returns the health of a function, on this host or gone. Wakes no sleeping function. */
    public FunctionHealth health(PciAddress address) throws HostFileException {
        if (!exists(address)) {
            return FunctionHealth.GONE;
        }
        return Objects.requireNonNull(functions.answer(address).health());
    }

    /** Returns the name of the function's current driver, or empty if no driver is bound. */
    public Optional<String> driver(PciAddress address) throws HostFileException {
        return files.readLink(DEVICES + address + "/driver").map(PciBus::lastName);
    }

    /** Returns the function's {@code driver_override}, or empty if no override is set. The kernel spells "not set" as {@code (null)}. */
    public Optional<String> driverOverride(PciAddress address) throws HostFileException {
        return driverOverride(address, driver(address).isPresent());
    }

    /** @param hasDriver true if the function had a driver a moment ago */
    Optional<String> driverOverride(PciAddress address, boolean hasDriver) throws HostFileException {
        return overrides.read(address, hasDriver);
    }

    /** Returns the path of the file that {@link #driverOverride} reads. */
    public static String overrideFile(PciAddress address) {
        return DEVICES + address + "/driver_override";
    }

    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
