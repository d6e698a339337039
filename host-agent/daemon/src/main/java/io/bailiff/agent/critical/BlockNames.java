// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.SysfsNames;

/** Names block devices for people. */
final class BlockNames {

    private final HostFiles files;

    BlockNames(HostFiles files) {
        this.files = files;
    }

    /** @param directory the real path of the device in {@code /sys/devices} */
    String label(String directory) throws HostFileException {
        String name = SysfsNames.last(directory);
        if (files.exists(directory + "/dm/name")) {
            return mapped(directory);
        }
        // A name in sysfs cannot have a slash; the kernel writes an exclamation mark instead (cciss!c0d0).
        String file = "/dev/" + name.replace('!', '/');
        return files.exists(directory + "/md") ? "RAID array " + file : file;
    }

    /** Returns the user's name of a device-mapper device, and the kind of the device according to the prefix of the uuid. */
    private String mapped(String directory) throws HostFileException {
        String name = files.read(directory + "/dm/name");
        String uuid = files.exists(directory + "/dm/uuid") ? files.read(directory + "/dm/uuid") : "";
        if (uuid.startsWith("LVM-")) {
            return "LVM volume " + name;
        }
        if (uuid.startsWith("CRYPT-")) {
            return "encrypted device " + name;
        }
        if (uuid.startsWith("mpath-")) {
            return "multipath device " + name;
        }
        return "mapped device " + name;
    }
}
