// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.pci.SysfsNames;
import io.bailiff.agent.process.OpenFile;
import java.util.List;

/**
 * A device file of a PCI function, open in a process.
 *
 * @param file the open file
 * @param device the directory of the device in {@code /sys/devices}; empty for a device file without a device in sysfs
 * @param way the functions from the root of the bus to the function, as in {@link SysfsNames#functions}; not empty
 */
record OpenNode(OpenFile file, String device, List<PciAddress> way) {

    OpenNode {
        way = List.copyOf(way);
    }
}
