package io.bailiff.agent.pci;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
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

    public PciBus(HostFiles files) {
        this.files = files;
    }

    /** What the function is bound to now. */
    public Optional<String> driver(PciAddress address) throws HostFileException {
        return files.readLink(DEVICES + address + "/driver").map(PciBus::lastName);
    }

    /** The function's {@code driver_override}; the kernel spells "not set" as {@code (null)}. */
    public Optional<String> driverOverride(PciAddress address) throws HostFileException {
        String text = files.read(DEVICES + address + "/driver_override");
        return text.isEmpty() || text.equals("(null)") ? Optional.empty() : Optional.of(text);
    }

    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
