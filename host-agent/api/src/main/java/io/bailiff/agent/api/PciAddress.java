// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.bailiff.agent.api.limit.SelfChecked;
import java.util.Comparator;

/** The address of one PCI function in sysfs spelling: {@code 0000:02:01.1} (domain, bus, device and function in hexadecimal). */
@SelfChecked
public record PciAddress(int domain, int bus, int device, int function) implements Comparable<PciAddress> {

    private static final int SHORTEST_DOMAIN = 4;
    private static final int LONGEST_DOMAIN = 8;
    private static final int DEVICES = 0x20;
    private static final int FUNCTIONS = 8;

    /** The characters after the domain: {@code :02:01.1}. */
    private static final int AFTER_DOMAIN = ":bb:dd.f".length();

    private static final Comparator<PciAddress> ORDER = Comparator.comparingInt(PciAddress::domain)
            .thenComparingInt(PciAddress::bus)
            .thenComparingInt(PciAddress::device)
            .thenComparingInt(PciAddress::function);

    public PciAddress {
        if (domain < 0 || bus < 0 || bus > 0xff || device < 0 || device > 0x1f || function < 0 || function > 7) {
            throw new IllegalArgumentException("Not a PCI address: domain " + domain + ", bus " + bus + ", device "
                    + device + ", function " + function);
        }
    }

    /**
     * Reads an address in sysfs spelling: a domain of four to eight digits, a bus, a device below 20 and a function below 8,
     * all hexadecimal. Parses by hand, because a manager reads some thousand addresses a second in the reports of a fleet.
     *
     * @throws IllegalArgumentException if the text is not an address; the message shows the spelling of an address
     */
    @JsonCreator
    public static PciAddress parse(String text) {
        int colon = text.length() - AFTER_DOMAIN;
        if (colon < SHORTEST_DOMAIN
                || colon > LONGEST_DOMAIN
                || text.charAt(colon) != ':'
                || text.charAt(colon + 3) != ':'
                || text.charAt(colon + 6) != '.') {
            throw notAnAddress(text);
        }
        int domain = hex(text, 0, colon);
        int bus = hex(text, colon + 1, colon + 3);
        int device = hex(text, colon + 4, colon + 6);
        int function = hex(text, colon + 7, colon + 8);
        if (domain < 0 || bus < 0 || device < 0 || device >= DEVICES || function < 0 || function >= FUNCTIONS) {
            throw notAnAddress(text);
        }
        return new PciAddress(domain, bus, device, function);
    }

    /** Returns the number in the given hexadecimal digits, or -1 if a character is no hexadecimal digit or the number is too large. */
    private static int hex(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = digit(text.charAt(i));
            if (digit < 0 || number > Integer.MAX_VALUE >> 4) {
                return -1;
            }
            number = number << 4 | digit;
        }
        return number;
    }

    /**
     * Returns the value of an ASCII hexadecimal digit, or -1. {@link Character#digit} would also accept the digits of other
     * scripts.
     */
    private static int digit(char character) {
        if (character >= '0' && character <= '9') {
            return character - '0';
        }
        int letter = character | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    private static IllegalArgumentException notAnAddress(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" is not a PCI address; write domain:bus:device.function, like 0000:02:01.1");
    }

    @Override
    public int compareTo(PciAddress other) {
        return ORDER.compare(this, other);
    }

    @Override
    @JsonValue
    public String toString() {
        // The agent spells an address for every file of a function that the agent reads; a format string would take ten
        // times as long.
        String text = Integer.toHexString(domain);
        return "0".repeat(Math.max(0, 4 - text.length()))
                + text
                + ':'
                + twoDigits(bus)
                + ':'
                + twoDigits(device)
                + '.'
                + function;
    }

    private static String twoDigits(int number) {
        return (number < 0x10 ? "0" : "") + Integer.toHexString(number);
    }
}
