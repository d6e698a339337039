// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import io.bailiff.agent.api.limit.Entries;
import io.bailiff.agent.api.limit.Text;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * A finding that the agent could not make: the host may need any of the functions. An operator can answer the unknown with an
 * {@link UnknownAnswer}.
 *
 * @param id the first 12 hexadecimal digits of the SHA-256 of the text: the same as long as the finding is the same
 * @param text the finding, for people, without the full stop
 * @param functions the endpoints of the host that the unknown may be about, sorted by address
 */
public record HostUnknown(
        @Text(longest = 12, exact = true, spelling = "[0-9a-f]{12}")
        String id,

        @Text(longest = HostUnknown.LONGEST_TEXT, exact = true)
        String text,

        @Entries(most = 65_536) List<PciAddress> functions) {

    /** The longest text in characters. Answers compare the text, so a longer text must be cut before the unknown is made. */
    public static final int LONGEST_TEXT = 16_384;

    private static final int ID_DIGITS = 12;

    public HostUnknown {
        functions = List.copyOf(Objects.requireNonNull(functions, "functions"));
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
