// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostDirectories;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the functions of a group that a process can have open through vfio. An unreadable fact about a function counts as a possible
 * use of the function.
 */
final class VfioFunctions {

    /** The class of PCI-to-PCI bridges, as {@code class} shows it. */
    private static final String BRIDGE_CLASS = "0x0604";

    private final HostFiles files;
    private @Nullable Set<String> groupFiles;

    VfioFunctions(HostFiles files) {
        this.files = files;
    }

    /**
     * Returns the endpoints with a possible user. The kernel gives out a file only for a function that a driver has registered with
     * vfio (vfio_register_group_dev). Such an endpoint is on a vfio driver, or has a directory {@code vfio-dev} from Linux 6.1 on, or
     * has no driver: while an unbind waits for the user of a function, the kernel shows no driver. A group has a file only with a
     * registered member. If a group has a file and no such endpoint, the driver of a vendor must have registered an endpoint.
     */
    Set<PciAddress> openable(IommuGroup group) {
        Set<PciAddress> openable = group.endpoints().stream()
                .filter(endpoint -> isOpenable(endpoint.driver(), PciBus.DEVICES + endpoint.address()))
                .map(FunctionReport::address)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (openable.isEmpty() && hasFile(group.number())) {
            group.endpoints().stream()
                    .filter(endpoint -> !VfioDrivers.STUB.equals(endpoint.driver()))
                    .forEach(endpoint -> openable.add(endpoint.address()));
        }
        return openable;
    }

    /**
     * Returns the functions without the functions that are certainly not open. A vfio driver enables a function at the first open and
     * disables the function at the last close (vfio_pci_core_enable, vfio_pci_core_disable), and the file {@code enable} shows the
     * number of enables. A number above zero proves nothing: some host drivers leave a function enabled.
     */
    Set<PciAddress> enabled(Set<PciAddress> functions) {
        return functions.stream()
                .filter(function -> {
                    try {
                        return !files.read(PciBus.DEVICES + function + "/enable")
                                .equals("0");
                    } catch (HostFileException unreadable) {
                        return true;
                    }
                })
                .collect(Collectors.toSet());
    }

    /** Returns true if sysfs shows the file of the group, or a vfio device of one of the functions. */
    boolean hasFiles(IommuGroup group, Set<PciAddress> functions) {
        return hasFile(group.number()) || functions.stream().anyMatch(this::hasVfioDevice);
    }

    /** Returns true if the function has a file in {@code /dev/vfio/devices}, or would have the file on a kernel with such files. */
    boolean hasVfioDevice(PciAddress function) {
        return hasVfioDevice(PciBus.DEVICES + function);
    }

    /**
     * Returns the number of devices that processes can have open through the file of a group, PCI functions or not. Returns 0 for a
     * group that the kernel does not show, or that cannot be read: the group then explains no open device.
     */
    int openableDevices(int group) {
        String directory = PciBus.GROUPS + group + "/devices/";
        try {
            List<String> devices = HostDirectories.listIfPresent(files, directory);
            int openable = 0;
            for (String device : devices) {
                openable += isOpenableDevice(directory + device) ? 1 : 0;
            }
            // The group has a file, so the driver of a vendor must have registered a device.
            return devices.isEmpty() ? 0 : Math.max(openable, 1);
        } catch (HostFileException unreadable) {
            return 0;
        }
    }

    /** Devices that are no PCI functions, such as mediated devices, have vfio drivers of many names, and no bridges among them. */
    private boolean isOpenableDevice(String directory) throws HostFileException {
        String name = directory.substring(directory.lastIndexOf('/') + 1);
        if (!files.exists(PciBus.DEVICES + name)) {
            return true;
        }
        boolean bridge = files.read(directory + "/class").startsWith(BRIDGE_CLASS);
        return !bridge
                && isOpenable(
                        files.readLink(directory + "/driver")
                                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                                .orElse(null),
                        directory);
    }

    private boolean isOpenable(@Nullable String driver, String directory) {
        return driver == null || VfioDrivers.isVfio(driver) || hasVfioDevice(directory);
    }

    private boolean hasVfioDevice(String directory) {
        try {
            // A function on a host driver, and any function before Linux 6.1, has no directory vfio-dev.
            return HostDirectories.listIfPresent(files, directory).contains("vfio-dev")
                    && !HostDirectories.listIfPresent(files, directory + "/vfio-dev")
                            .isEmpty();
        } catch (HostFileException unreadable) {
            return true;
        }
    }

    private boolean hasFile(int group) {
        try {
            return groupFiles().contains(Integer.toString(group))
                    || groupFiles().contains("noiommu-" + group);
        } catch (HostFileException unreadable) {
            return true;
        }
    }

    /** Returns the names of the files of all groups. A copied tree can have one directory without the other. */
    private Set<String> groupFiles() throws HostFileException {
        Set<String> known = groupFiles;
        if (known == null) {
            known = new HashSet<>(HostDirectories.listIfPresent(files, "/sys/class/vfio"));
            known.addAll(HostDirectories.listIfPresent(files, "/dev/vfio"));
            groupFiles = known;
        }
        return known;
    }
}
