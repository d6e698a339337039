// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.process;

/** Makes text from processes and devices fit for messages. The author of a command line or of a USB device's name is untrusted. */
public final class Printable {

    private static final int LONGEST = 80;

    private Printable() {}

    /** Replaces control and format characters with question marks, and cuts the text at 80 characters. */
    public static String of(String text) {
        return of(text.strip(), LONGEST);
    }

    /** Replaces control and format characters with question marks, and cuts the text. Keeps outer blanks. */
    static String of(String text, int longest) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\u2028\u2029]", "?");
        return line.length() <= longest ? line : line.substring(0, longest - 1) + "…";
    }
}
