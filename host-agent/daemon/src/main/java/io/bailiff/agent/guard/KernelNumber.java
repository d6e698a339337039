// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import java.math.BigInteger;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads numbers in written texts like the kernel. A NUL ends the text. */
final class KernelNumber {

    private static final Pattern HEXADECIMAL = Pattern.compile("\\+?0[xX]([0-9a-fA-F]+)\n?");
    private static final Pattern OCTAL = Pattern.compile("\\+?(0[0-7]*)\n?");
    private static final Pattern DECIMAL = Pattern.compile("\\+?([1-9][0-9]*)\n?");
    private static final int HIGHEST = 0xffff;

    private KernelNumber() {}

    /** Returns the number that kstrtou16 with base 0 reads (lib/kstrtox.c); empty if the kernel rejects the text. */
    static OptionalInt unsigned16(String text) {
        String upToNul = upToNul(text);
        OptionalInt hexadecimal = number(HEXADECIMAL.matcher(upToNul), 16);
        OptionalInt octal = hexadecimal.isPresent() ? hexadecimal : number(OCTAL.matcher(upToNul), 8);
        return octal.isPresent() ? octal : number(DECIMAL.matcher(upToNul), 10);
    }

    private static OptionalInt number(Matcher matcher, int base) {
        if (!matcher.matches()) {
            return OptionalInt.empty();
        }
        BigInteger number = new BigInteger(matcher.group(1), base);
        return number.bitLength() > Integer.bitCount(HIGHEST)
                ? OptionalInt.empty()
                : OptionalInt.of(number.intValueExact());
    }

    /**
     * Returns the low eight bits of the number that simple_strtoul with base 10 reads (lib/vsprintf.c): the digits at the start of the text,
     * and 0 without a digit.
     */
    static int lowByte(String text) {
        int number = 0;
        for (int at = 0; at < text.length() && isDigit(text.charAt(at)); at++) {
            number = (number * 10 + text.charAt(at) - '0') & 0xff;
        }
        return number;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    /** Returns the text up to a NUL. */
    static String upToNul(String text) {
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
