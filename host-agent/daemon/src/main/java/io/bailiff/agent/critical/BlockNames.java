package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;

/** What people call a block device. */
final class BlockNames {

    private final HostFiles files;

    BlockNames(HostFiles files) {
        this.files = files;
    }

    /** @param directory the device's real path in {@code /sys/devices} */
    String label(String directory) throws HostFileException {
        String name = PciPath.lastName(directory);
        if (files.exists(directory + "/dm/name")) {
            return mapped(directory);
        }
        // The kernel cannot have a slash in a name there, and writes it as an exclamation mark (cciss!c0d0).
        String file = "/dev/" + name.replace('!', '/');
        return files.exists(directory + "/md") ? "RAID array " + file : file;
    }

    /** Device-mapper: the user's name for it, and what kind it is by the prefix of its uuid. */
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
