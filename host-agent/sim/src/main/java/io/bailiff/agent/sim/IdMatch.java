// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.Locale;

/**
 * A line of a driver's id table. An empty text matches anything.
 *
 * @param vendor vendor id, four lower-case hexadecimal digits
 * @param device device id
 * @param classPrefix the first digits of the class code
 */
public record IdMatch(String vendor, String device, String classPrefix) {

    public static IdMatch device(String vendor, String device) {
        return new IdMatch(vendor, device, "");
    }

    public static IdMatch ofClass(String classPrefix) {
        return new IdMatch("", "", classPrefix);
    }

    public static IdMatch any() {
        return new IdMatch("", "", "");
    }

    boolean matches(FunctionSpec function) {
        return (vendor.isEmpty() || vendor.equals(function.vendor()))
                && (device.isEmpty() || device.equals(function.device()))
                && function.classCode().startsWith(classPrefix);
    }

    /** Returns the line's spelling in modules.alias, after the prefix: {@code v00008086d0000100Esv*sd*bc*sc*i*}. */
    String alias() {
        return "v" + id(vendor) + "d" + id(device) + "sv*sd*bc" + part(0) + "sc" + part(2) + "i" + part(4);
    }

    private static String id(String digits) {
        return digits.isEmpty() ? "*" : "0000" + digits.toUpperCase(Locale.ROOT);
    }

    private String part(int from) {
        return classPrefix.length() >= from + 2
                ? classPrefix.substring(from, from + 2).toUpperCase(Locale.ROOT)
                : "*";
    }
}
