// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.SysfsNames;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names the command that removes a block device from the devices below. */
final class StopCommand {

    /** A name that a shell leaves as it is. Root can give a mapped device any other name; such a device gets no command. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.:+-]+");
    /** The blank between volume group and volume; a dash inside of a name is doubled (lvm(8), "dm names"). */
    private static final Pattern BETWEEN_GROUP_AND_VOLUME = Pattern.compile("(?<!-)-(?!-)");

    private final HostFiles files;

    StopCommand(HostFiles files) {
        this.files = files;
    }

    /** @param directory the real path of the device in {@code /sys/devices} */
    Optional<String> of(String directory) throws HostFileException {
        String name = SysfsNames.last(directory);
        if (files.exists(directory + "/dm/name")) {
            return mapped(files.read(directory + "/dm/name"), text(directory + "/dm/uuid"));
        }
        if (files.exists(directory + "/md")) {
            return Optional.of("mdadm --stop /dev/" + name);
        }
        if (name.startsWith("bcache")) {
            return Optional.of("echo 1 > /sys/block/" + name + "/bcache/stop");
        }
        return name.startsWith("loop") ? Optional.of("losetup -d /dev/" + name) : Optional.empty();
    }

    private static Optional<String> mapped(String name, String uuid) {
        if (!PLAIN.matcher(name).matches()) {
            return Optional.empty();
        }
        if (uuid.startsWith("LVM-")) {
            String group = BETWEEN_GROUP_AND_VOLUME.split(name)[0].replace("--", "-");
            return Optional.of("vgchange -an " + group);
        }
        if (uuid.startsWith("CRYPT-VERITY-")) {
            return Optional.of("veritysetup close " + name);
        }
        if (uuid.startsWith("CRYPT-")) {
            return Optional.of("cryptsetup close " + name);
        }
        return Optional.of((uuid.startsWith("mpath-") ? "multipath -f " : "dmsetup remove ") + name);
    }

    private String text(String path) throws HostFileException {
        return files.exists(path) ? files.read(path) : "";
    }
}
