// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.dependents;

import io.bailiff.agent.api.Dependent.Kind;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostDirectories;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.SysfsNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A mediated device: a part of a function that the driver of the function offers to guests, with an IOMMU group of its own. The device
 * exists only while the driver has the function (mdev_unregister_parent in drivers/vfio/mdev/mdev_core.c).
 *
 * @param uuid the name of the device
 * @param path the real path of the device in {@code /sys/devices}
 * @param driver the driver of the device, or null if no driver is bound
 */
record MediatedDevice(String uuid, String path, @Nullable String driver) {

    private static final String DEVICES = "/sys/bus/mdev/devices/";

    /** Returns all mediated devices of the host. A host without the mdev module has none. */
    static List<MediatedDevice> all(HostFiles files) throws HostFileException {
        List<MediatedDevice> found = new ArrayList<>();
        for (String uuid : HostDirectories.listIfPresent(files, DEVICES)) {
            Optional<String> path = files.realPath(DEVICES + uuid);
            if (path.isPresent()) {
                found.add(new MediatedDevice(uuid, path.get(), SysfsNames.driver(files, path.get())));
            }
        }
        return found;
    }

    /** Returns true if the device is below the function. */
    boolean isOf(PciAddress function) {
        return path.contains("/" + function + "/");
    }

    DependentDevice on(PciAddress function) {
        return new DependentDevice(function, Kind.MEDIATED_DEVICE, uuid, DEVICES + uuid, driver);
    }
}
