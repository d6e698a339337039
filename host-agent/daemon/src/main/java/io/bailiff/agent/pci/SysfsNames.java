// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.pci;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads names of sysfs: the driver of a device, and the PCI functions that a name or a path contains. */
public final class SysfsNames {

    private static final Pattern ADDRESS = Pattern.compile("[0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\\.[0-7]");

    private SysfsNames() {}

    /** Returns the driver of the device, or null if no driver is bound. */
    public static @Nullable String driver(HostFiles files, String device) throws HostFileException {
        return files.readLink(device + "/driver").map(SysfsNames::last).orElse(null);
    }

    /** Returns the function with the name, or empty if the name is no PCI address. */
    public static Optional<PciAddress> address(String name) {
        return ADDRESS.matcher(name).matches() ? Optional.of(PciAddress.parse(name)) : Optional.empty();
    }

    /** Returns the functions in a path below {@code /sys/devices}, from the root of the bus down; empty if the device is not on PCI. */
    public static List<PciAddress> functions(String path) {
        return Arrays.stream(path.split("/"))
                .flatMap(name -> address(name).stream())
                .toList();
    }

    /** Returns true for a device that the kernel makes up, such as a bridge of interfaces or a volume. */
    public static boolean isVirtual(String path) {
        return path.startsWith("/sys/devices/virtual/");
    }

    /** Returns the last name of the path. */
    public static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
