// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * A finding that the agent could not make: the host may need any of the functions. An operator can answer the unknown with an
 * {@link UnknownAnswer}.
 *
 * @param id the first 12 hexadecimal digits of the SHA-256 of the text: the same as long as the finding is the same
 * @param text the finding, for people, without the full stop
 * @param functions the endpoints of the host that the unknown may be about, sorted by address
 */
public record HostUnknown(String id, String text, List<PciAddress> functions) {

    private static final int ID_DIGITS = 12;

    public HostUnknown {
        functions = List.copyOf(functions);
    }

    /** Returns the unknown with the given text. */
    public static HostUnknown of(String text, Collection<PciAddress> functions) {
        return new HostUnknown(id(text), text, functions.stream().sorted().toList());
    }

    /** Returns the id of the unknown with the given text. */
    public static String id(String text) {
        return HexFormat.of().formatHex(GroupFingerprint.sha256(text)).substring(0, ID_DIGITS);
    }
}
