// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ids of a function, as in the function's {@code modalias}: {@code pci:v00008086d00001010sv00008086sd00001012bc02sc00i00}
 * (pci_uevent and modalias_show in drivers/pci).
 *
 * @param vendor the vendor
 * @param device the device
 * @param subvendor the vendor of the subsystem
 * @param subdevice the device of the subsystem
 * @param classCode the class code: base class, subclass and interface, eight bits each
 */
record FunctionIds(int vendor, int device, int subvendor, int subdevice, int classCode) {

    private static final Pattern MODALIAS =
            Pattern.compile("pci:v([0-9A-F]{8})d([0-9A-F]{8})sv([0-9A-F]{8})sd([0-9A-F]{8})"
                    + "bc([0-9A-F]{2})sc([0-9A-F]{2})i([0-9A-F]{2})");

    /** Returns the ids in a modalias; empty if the text is no modalias of a PCI function. */
    static Optional<FunctionIds> parse(String modalias) {
        Matcher matcher = MODALIAS.matcher(modalias.strip());
        return matcher.matches()
                ? Optional.of(new FunctionIds(
                        hex(matcher, 1),
                        hex(matcher, 2),
                        hex(matcher, 3),
                        hex(matcher, 4),
                        hex(matcher, 5) << 16 | hex(matcher, 6) << 8 | hex(matcher, 7)))
                : Optional.empty();
    }

    private static int hex(MatchResult match, int group) {
        return Integer.parseUnsignedInt(match.group(group), 16);
    }
}
