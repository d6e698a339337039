// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads hexadecimal numbers like the kernel's {@code sscanf} with {@code %x} (vsscanf and simple_strntoull in lib/vsprintf.c): blanks before
 * a number are skipped, {@code 0x} is optional, and a number too large keeps the low 32 bits. The first other character ends the scan.
 */
final class KernelScan {

    private final String text;
    private int at;

    private KernelScan(String text) {
        this.text = text;
    }

    /** Returns the numbers at the start of the text, at most {@code most}. A NUL ends the text. */
    static List<Integer> numbers(String text, int most) {
        KernelScan scan = new KernelScan(text);
        List<Integer> numbers = new ArrayList<>();
        while (numbers.size() < most && scan.isAtNumber()) {
            numbers.add(scan.number());
        }
        return numbers;
    }

    private boolean isAtNumber() {
        while (isBlank(current())) {
            at++;
        }
        return digit(current()) >= 0;
    }

    private int number() {
        if (current() == '0' && at + 1 < text.length() && (text.charAt(at + 1) | 0x20) == 'x') {
            at += 2;
        }
        int number = 0;
        for (int digit = digit(current()); digit >= 0; digit = digit(current())) {
            number = number << 4 | digit;
            at++;
        }
        return number;
    }

    private char current() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    /** Returns true for the characters with _S in lib/ctype.c; 0xa0 is the blank without a line break in ISO 8859-1. */
    private static boolean isBlank(char character) {
        return character == ' ' || (character >= '\t' && character <= '\r') || character == 0xa0;
    }

    /** Returns the value of an ASCII hexadecimal digit, or -1. */
    private static int digit(char character) {
        if (character >= '0' && character <= '9') {
            return character - '0';
        }
        int letter = character | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }
}
