// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.PciAddress;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the PCI functions on the way to a device from the device's path in {@code /sys/devices}. */
final class PciPath {

    private static final Pattern ADDRESS = Pattern.compile("[0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\\.[0-7]");

    private PciPath() {}

    /** Returns the functions from the root of the bus to the function of the device; empty if the device is not on PCI. */
    static List<PciAddress> functions(String path) {
        return Arrays.stream(path.split("/"))
                .filter(name -> ADDRESS.matcher(name).matches())
                .map(PciAddress::parse)
                .toList();
    }

    static boolean isVirtual(String path) {
        return path.startsWith("/sys/devices/virtual/");
    }

    static String lastName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
