// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.xml;

import org.w3c.dom.Element;

/** Reads the address of a PCI function from libvirt's XML. */
final class PciAddressReader {

    private PciAddressReader() {}

    /**
     * Returns an {@code <address>} in sysfs spelling. libvirt writes hexadecimal with {@code 0x}; people may also write
     * decimal. Domain and function default to 0.
     *
     * @throws IllegalArgumentException if the bus or the slot is missing, or a part is not a number or out of range
     */
    static String read(Element address) {
        return "%04x:%02x:%02x.%x"
                .formatted(
                        number(address, "domain", "0", Integer.MAX_VALUE),
                        number(address, "bus", "", 0xff),
                        number(address, "slot", "", 0x1f),
                        number(address, "function", "0", 7));
    }

    private static int number(Element address, String part, String whenAbsent, int most) {
        String text = address.hasAttribute(part) ? address.getAttribute(part) : whenAbsent;
        try {
            int number = Integer.decode(text);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(malformed(part, text, most), e);
        }
        throw new IllegalArgumentException(malformed(part, text, most));
    }

    private static String malformed(String part, String text, int most) {
        return "the " + part + " of a PCI address is \"" + text + "\", not a number from 0 to " + most;
    }
}
