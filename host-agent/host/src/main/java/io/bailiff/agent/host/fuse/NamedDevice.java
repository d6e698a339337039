// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import java.io.File;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The device that a text names in a write to {@code bind} or {@code unbind} of a driver, or to {@code drivers_probe} of a bus. The kernel
 * compares the text with the names of all devices of the bus, which are the names in the directory {@code devices} of the bus, and ignores
 * one line feed at the end (bus_find_device_by_name and sysfs_streq).
 */
final class NamedDevice {

    /** Printing characters without a slash, with a letter or a digit at the beginning. */
    private static final Pattern NAME = Pattern.compile("[0-9A-Za-z][\\x21-\\x2e\\x30-\\x7e]*\n?");

    private final @Nullable File devices;

    /** @param place the control file, such as {@code /sys/bus/pci/drivers/e1000/bind} */
    NamedDevice(String place) {
        Path path = Path.of(place);
        this.devices = directory(path, path.getParent());
    }

    private static @Nullable File directory(Path file, @Nullable Path parent) {
        Path bus = switch (String.valueOf(file.getFileName())) {
            case "bind", "unbind" -> parent == null ? null : parent(parent.getParent());
            case "drivers_probe" -> parent;
            default -> null;
        };
        File devices = bus == null ? null : bus.resolve("devices").toFile();
        return devices != null && devices.isDirectory() ? devices : null;
    }

    private static @Nullable Path parent(@Nullable Path path) {
        return path == null ? null : path.getParent();
    }

    /** Returns true if the text names a device that does not exist. False means "unknown" for a text that is no name of a device. */
    boolean isAbsent(String text) {
        return devices != null
                && NAME.matcher(text).matches()
                && !new File(devices, text.endsWith("\n") ? text.substring(0, text.length() - 1) : text).exists();
    }
}
