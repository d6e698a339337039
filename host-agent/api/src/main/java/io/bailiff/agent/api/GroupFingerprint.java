// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.bailiff.agent.api.limit.SelfChecked;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The identity of an IOMMU group: a digest of the sorted member addresses with their vendor, device and subsystem ids. The
 * group's number may change at every boot; the fingerprint changes only with the group's hardware. An operator consents to
 * lending a group by naming the fingerprint.
 *
 * @param value 32 lower-case hexadecimal digits (the first 128 bits of a SHA-256)
 */
@SelfChecked
public record GroupFingerprint(String value) {

    private static final Pattern SPELLING = Pattern.compile("[0-9a-f]{32}");

    /** @throws IllegalArgumentException if the text is not 32 lower-case hexadecimal digits */
    @JsonCreator
    public GroupFingerprint {
        if (!SPELLING.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "\"" + value + "\" is not a group fingerprint; it has 32 lower-case hexadecimal digits");
        }
    }

    /** Returns the fingerprint of the group with exactly these members. The order of the members does not matter. */
    public static GroupFingerprint of(Collection<FunctionReport> members) {
        String text = members.stream()
                .sorted(Comparator.comparing(FunctionReport::address))
                .map(member -> member.address() + "=" + member.ids())
                .collect(Collectors.joining("\n"));
        return new GroupFingerprint(HexFormat.of().formatHex(sha256(text)).substring(0, 32));
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    @Override
    @JsonValue
    public String toString() {
        return value;
    }
}
