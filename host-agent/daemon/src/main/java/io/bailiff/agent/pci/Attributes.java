// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.pci;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads sysfs attributes with a fixed form. Any other content is an error with the content quoted, never a default value. */
final class Attributes {

    private final HostFiles files;

    Attributes(HostFiles files) {
        this.files = files;
    }

    /** Returns the digits of a value like {@code 0x8086}, without {@code 0x} and in lower case. */
    String hex(String path, int digits) throws HostFileException {
        String text = files.read(path);
        if (!Pattern.matches("0x[0-9a-fA-F]{" + digits + "}", text)) {
            throw nonsense(path, text, "0x and " + digits + " hexadecimal digits");
        }
        return text.substring(2).toLowerCase(Locale.ROOT);
    }

    /** Returns a whole number from -1 up to nine digits. */
    int number(String path) throws HostFileException {
        String text = files.read(path);
        if (!Pattern.matches("-1|[0-9]{1,9}", text)) {
            throw nonsense(path, text, "a number");
        }
        return Integer.parseInt(text);
    }

    static HostFileException nonsense(String path, String text, String wanted) {
        return new HostFileException(
                HostError.OTHER, path, "has the value \"" + shortened(text) + "\", expected " + wanted);
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= 40 ? line : line.substring(0, 40) + "…";
    }
}
