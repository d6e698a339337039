// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

/**
 * The number of a device file. The number names the device whatever the file is called and wherever the file is.
 *
 * @param type block or character device
 * @param major the major number
 * @param minor the minor number
 */
public record DeviceNumber(Type type, int major, int minor) {

    /** The two kinds of device files. Each kind has numbers of its own. */
    public enum Type {
        BLOCK,
        CHARACTER
    }

    /** Returns the link of the device in sysfs: {@code /sys/dev/block/8:0}. Some drivers create device files without such a link. */
    public String link() {
        return "/sys/dev/" + (type == Type.BLOCK ? "block/" : "char/") + major + ":" + minor;
    }
}
