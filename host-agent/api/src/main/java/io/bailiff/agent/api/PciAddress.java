package io.bailiff.agent.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of one PCI function, as sysfs spells it: {@code 0000:02:01.1} (domain, bus, device and function in
 * hexadecimal).
 */
public record PciAddress(int domain, int bus, int device, int function) implements Comparable<PciAddress> {

    private static final Pattern SPELLING =
            Pattern.compile("([0-9a-fA-F]{4,8}):([0-9a-fA-F]{2}):([01][0-9a-fA-F])\\.([0-7])");

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
     * Reads an address in sysfs spelling.
     *
     * @throws IllegalArgumentException if the text is not one; the message shows what an address looks like
     */
    @JsonCreator
    public static PciAddress parse(String text) {
        Matcher parts = SPELLING.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a PCI address; write domain:bus:device.function, like 0000:02:01.1");
        }
        return new PciAddress(
                Integer.parseUnsignedInt(parts.group(1), 16),
                Integer.parseInt(parts.group(2), 16),
                Integer.parseInt(parts.group(3), 16),
                Integer.parseInt(parts.group(4), 16));
    }

    @Override
    public int compareTo(PciAddress other) {
        return ORDER.compare(this, other);
    }

    @Override
    @JsonValue
    public String toString() {
        // Addresses are spelled for every file that is read of a function: a format string takes ten times as long.
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
