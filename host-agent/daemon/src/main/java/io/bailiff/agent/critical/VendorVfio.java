// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.group.DriverKinds;
import io.bailiff.agent.group.VfioDrivers;
import io.bailiff.agent.host.HostDirectories;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.SysfsNames;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The functions that the driver of a vendor offers to guests by itself. Such a driver is a host driver by name, and registers the
 * function with vfio (vfio_register_group_dev) without leaving the function: {@code nvidia} with its vGPU functions. A guest then
 * uses the function on the driver of the vendor, and no other vfio driver fits.
 *
 * <p>A variant driver is no driver of this kind, whatever its name. {@link DriverKinds} knows the variant drivers.
 */
final class VendorVfio implements HostCheck {

    private static final String GROUP_CLASS = "/sys/class/vfio";
    private static final String GROUP_FILES = "/dev/vfio";

    /** The type of the vGPU on a function, and 0 without a vGPU (NVIDIA vGPU user guide, "vendor-specific VFIO framework"). */
    private static final String VGPU_TYPE = "/nvidia/current_vgpu_type";

    private static final String NO_VGPU = "0";
    private static final String BRIDGE_DRIVER = "pcieport";

    private final HostFiles files;
    private final DriverKinds kinds;
    private final Set<String> offered = new HashSet<>();

    VendorVfio(HostFiles files) {
        this.files = files;
        this.kinds = new DriverKinds(files);
    }

    @Override
    public void addTo(Findings findings) {
        try {
            for (String address : HostDirectories.listIfPresent(files, "/sys/bus/pci/devices")) {
                function(address, findings);
            }
            for (String group : groupsWithFile()) {
                group(group, findings);
            }
        } catch (HostFileException failure) {
            unknown(findings, failure);
        }
    }

    private void function(String address, Findings findings) {
        try {
            Optional<String> driver = hostDriver(PciBus.DEVICES + address);
            if (driver.isEmpty()) {
                return;
            }
            // Only a function that is registered with vfio has the directory.
            if (!HostDirectories.listIfPresent(files, PciBus.DEVICES + address + "/vfio-dev")
                            .isEmpty()
                    && !kinds.isVfio(driver.get())) {
                offered(address, driver.get(), PciBus.DEVICES + address + "/vfio-dev", findings);
            } else if (!vgpuType(address).equals(NO_VGPU)) {
                offered(address, driver.get(), PciBus.DEVICES + address + VGPU_TYPE, findings);
            }
        } catch (HostFileException failure) {
            unknown(findings, failure);
        }
    }

    /**
     * Adds the members of a group that has a file, although no member is on a vfio driver. Kernels before 6.1 have no other sign of a
     * registered function. A member without a driver explains the file: an unbind from a vfio driver waits for the function's user.
     */
    private void group(String number, Findings findings) {
        try {
            String directory = PciBus.GROUPS + number + "/devices/";
            Map<String, String> onHostDriver = new TreeMap<>();
            for (String name : HostDirectories.listIfPresent(files, directory)) {
                Optional<String> driver = driver(directory + name);
                if (driver.isEmpty() || explainsFile(name, driver.get())) {
                    return;
                }
                hostDriver(directory + name).ifPresent(host -> onHostDriver.put(name, host));
            }
            for (Map.Entry<String, String> member : onHostDriver.entrySet()) {
                if (!kinds.isVfio(member.getValue())) {
                    offered(member.getKey(), member.getValue(), GROUP_FILES + "/" + number, findings);
                }
            }
        } catch (HostFileException failure) {
            unknown(findings, failure);
        }
    }

    /** Returns true if the group of the device has its file for the device, and not for a function on a vendor's driver. */
    private boolean explainsFile(String device, String driver) throws HostFileException {
        return kinds.isVfio(driver) || offered.contains(device) || !files.exists(PciBus.DEVICES + device);
    }

    /** Adds the function and the physical function of the function, once. */
    private void offered(String address, String driver, String evidence, Findings findings) {
        if (offered.add(address)) {
            findings.needWay(
                    List.of(PciAddress.parse(address)),
                    Code.VENDOR_VFIO,
                    "is offered to guests by its driver " + driver + ", and must stay on " + driver,
                    evidence);
        }
    }

    private Optional<String> driver(String directory) throws HostFileException {
        return files.readLink(directory + "/driver").map(SysfsNames::last);
    }

    /** Returns the driver if the driver is neither a vfio driver nor a driver that offers nothing to guests. */
    private Optional<String> hostDriver(String directory) throws HostFileException {
        return driver(directory).filter(name -> !VfioDrivers.isAway(name) && !name.equals(BRIDGE_DRIVER));
    }

    private String vgpuType(String address) throws HostFileException {
        try {
            return files.read(PciBus.DEVICES + address + VGPU_TYPE).strip();
        } catch (HostFileException failure) {
            // Only virtual functions under nvidia have the file.
            if (failure.error() == HostError.NO_ENTRY) {
                return NO_VGPU;
            }
            throw failure;
        }
    }

    /** Returns the numbers of the groups with a file, from sysfs or from {@code /dev}. A copied tree can have one without the other. */
    private Set<String> groupsWithFile() throws HostFileException {
        Set<String> numbers = new TreeSet<>();
        for (String directory : List.of(GROUP_CLASS, GROUP_FILES)) {
            HostDirectories.listIfPresent(files, directory).stream()
                    .map(name -> name.replace("noiommu-", ""))
                    .filter(name -> name.matches("[0-9]{1,9}"))
                    .forEach(numbers::add);
        }
        return numbers;
    }

    private static void unknown(Findings findings, HostFileException failure) {
        findings.unknown(
                UnknownScope.ANY,
                "Cannot determine if a vendor's driver offers functions to guests: " + failure.getMessage());
    }
}
