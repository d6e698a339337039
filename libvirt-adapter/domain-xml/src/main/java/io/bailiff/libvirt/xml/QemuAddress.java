// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.xml;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the address of a PCI function of the host as QEMU does (set_pci_host_devaddr in hw/core/qdev-properties-system.c). */
final class QemuAddress {

    private static final String HEX = "(?:0[xX])?([0-9a-fA-F]{1,8})";
    private static final Pattern ADDRESS =
            Pattern.compile("(?:.*/)?(?:" + HEX + ":)?" + HEX + ":" + HEX + "\\.([0-7])/?", Pattern.DOTALL);
    private static final int HIGHEST_BUS = 0xff;
    private static final int HIGHEST_SLOT = 0x1f;

    private QemuAddress() {}

    /**
     * Returns the address in sysfs spelling.
     *
     * @param text an address with or without domain, or a path in sysfs that ends with the address
     */
    static Optional<String> read(String text) {
        Matcher parts = ADDRESS.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long domain = parts.group(1) == null ? 0 : number(parts.group(1));
        long bus = number(parts.group(2));
        long slot = number(parts.group(3));
        return bus <= HIGHEST_BUS && slot <= HIGHEST_SLOT
                ? Optional.of("%04x:%02x:%02x.%s".formatted(domain, bus, slot, parts.group(4)))
                : Optional.empty();
    }

    private static long number(String hexadecimal) {
        return Long.parseLong(hexadecimal, 16);
    }
}
