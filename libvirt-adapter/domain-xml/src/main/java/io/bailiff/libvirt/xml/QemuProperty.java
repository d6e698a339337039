// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.xml;

import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A property in the parameter of an option of QEMU.
 *
 * @param name the name of the property; in a parameter with dots the whole path, {@code file.driver}
 * @param value the value of the property
 */
record QemuProperty(String name, String value) {

    /** QEMU takes single quotes in JSON as well (qobject/json-lexer.c). */
    private static final Pattern JSON = Pattern.compile(
            "(?:\"((?:[^\"\\\\]|\\\\.)*)\"|'((?:[^'\\\\]|\\\\.)*)')\\s*:\\s*"
                    + "(?:\"((?:[^\"\\\\]|\\\\.)*)\"|'((?:[^'\\\\]|\\\\.)*)')",
            Pattern.DOTALL);

    private static final Pattern UNICODE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

    /**
     * Returns the properties of a parameter: {@code vfio-pci,host=01:00.0}, {@code driver=vfio-pci,host=01:00.0}, or JSON. In JSON, only
     * texts are read, at every depth.
     */
    static List<QemuProperty> parse(String parameter) {
        return parameter.stripLeading().startsWith("{") ? json(parameter) : keyed(parameter);
    }

    /** Returns true if the property has the name, at any depth. */
    boolean isNamed(String last) {
        return name.equals(last) || name.endsWith("." + last);
    }

    /** A doubled comma is a comma of a value (util/qemu-option.c). A first part without a name is the driver. */
    private static List<QemuProperty> keyed(String parameter) {
        return Arrays.stream(parameter.replace(",,", "\0").split(","))
                .map(part -> part.replace('\0', ',').split("=", 2))
                .map(part ->
                        part.length == 2 ? new QemuProperty(part[0], part[1]) : new QemuProperty("driver", part[0]))
                .toList();
    }

    private static List<QemuProperty> json(String parameter) {
        return JSON.matcher(parameter)
                .results()
                .map(pair -> new QemuProperty(text(pair, 1), text(pair, 3)))
                .toList();
    }

    private static String text(MatchResult pair, int group) {
        String quoted = pair.group(group) == null ? pair.group(group + 1) : pair.group(group);
        return UNICODE.matcher(quoted)
                .replaceAll(code -> Character.toString(Integer.parseInt(code.group(1), 16)))
                .replaceAll("\\\\(.)", "$1");
    }
}
