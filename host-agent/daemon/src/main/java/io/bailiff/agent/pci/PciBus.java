package io.bailiff.agent.pci;

import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A host's PCI bus as its kernel shows it in {@code /sys/bus/pci} and {@code /sys/kernel/iommu_groups}, read afresh each
 * time.
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

    /** All groups and functions. Never fails: what could not be read is in the problems of the group or of the host. */
    public PciInventory inventory() {
        return new InventoryReader(files, groups, functions).read();
    }

    /** The group with this number; what is wrong with it is in its problems. Empty if there is none. */
    public Optional<IommuGroup> group(int number) throws HostFileException {
        return files.exists(GROUPS + number) ? Optional.of(groups.read(number)) : Optional.empty();
    }

    /** The group that the function is in now. Empty if it is not on this host, or in no group. */
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
     * One function, in a group or not. Empty if it is not on this host.
     *
     * @throws HostFileException if anything about it cannot be read or makes no sense
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

    /** @throws HostFileException if it is not on this host, or does not answer */
    public FunctionKind kind(PciAddress address) throws HostFileException {
        return functions.kind(address);
    }

    /** What the function is bound to now. */
    public Optional<String> driver(PciAddress address) throws HostFileException {
        return files.readLink(DEVICES + address + "/driver").map(PciBus::lastName);
    }

    /** The function's {@code driver_override}; the kernel spells "not set" as {@code (null)}. */
    public Optional<String> driverOverride(PciAddress address) throws HostFileException {
        return overrides.read(address, driver(address).isPresent());
    }

    /** The file that {@link #driverOverride} reads. */
    public static String overrideFile(PciAddress address) {
        return DEVICES + address + "/driver_override";
    }

    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
