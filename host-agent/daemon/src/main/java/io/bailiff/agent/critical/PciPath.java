// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.pci.SysfsNames;
import java.util.List;

/** Reads the way to a device from the device's path in {@code /sys/devices}, by the names of {@link SysfsNames}. */
final class PciPath {

    private PciPath() {}

    /** Returns the functions from the root of the bus to the function of the device; empty if the device is not on PCI. */
    static List<PciAddress> functions(String path) {
        return SysfsNames.functions(path);
    }

    static boolean isVirtual(String path) {
        return path.startsWith("/sys/devices/virtual/");
    }

    static String lastName(String path) {
        return SysfsNames.last(path);
    }
}
