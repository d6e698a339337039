// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

/**
 * A block device of the host.
 *
 * @param name the name in {@code /sys/class/block}
 * @param directory the real path in {@code /sys/devices}
 */
record BlockDevice(String name, String directory) {

    /** Returns the device file. A name in sysfs cannot have a slash; the kernel writes an exclamation mark instead (cciss!c0d0). */
    String file() {
        return "/dev/" + name.replace('!', '/');
    }

    /** Returns true if the device is a partition of the disk: the kernel puts partitions into the directory of the disk. */
    boolean isPartOf(BlockDevice disk) {
        return directory.equals(disk.directory() + "/" + name);
    }
}
