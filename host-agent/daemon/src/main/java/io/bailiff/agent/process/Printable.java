// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.process;

/** Makes text from processes and devices fit for messages. The author of a command line or of a USB device's name is untrusted. */
public final class Printable {

    private static final int LONGEST = 80;

    private Printable() {}

    /** Replaces control and format characters with question marks, and cuts the text at 80 characters. */
    public static String of(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\u2028\u2029]", "?").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }
}
