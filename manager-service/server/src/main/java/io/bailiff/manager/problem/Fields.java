// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.problem;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.limit.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Reads the fields of a request. A missing or malformed field is a problem with status 400 and the name of the field. */
public final class Fields {

    private static final Pattern UUID_SPELLING = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private Fields() {}

    /** Returns a required text without the white space around the text: at most 253 characters, no control characters. */
    public static String text(@Nullable String value, String field) {
        return text(value, field, 253);
    }

    /** Returns a required text without the white space around the text: at most the given length, no control characters. */
    public static String text(@Nullable String value, String field, int longest) {
        if (value == null || value.isBlank()) {
            throw invalid(field, "missing-field", "A field is missing", "\"" + field + "\" is missing or empty")
                    .exception();
        }
        return bounded(value.strip(), field, longest);
    }

    /** Returns an optional text within the same rules and the given limit, or null if the text is missing or blank. */
    public static @Nullable String optionalText(@Nullable String value, String field, int longest) {
        return value == null || value.isBlank() ? null : bounded(value.strip(), field, longest);
    }

    /** Returns a number of seconds, from 1 to 86400. */
    public static int seconds(int value, String field) {
        if (value < 1 || value > 86_400) {
            throw invalid(field, "invalid-field", "The value of a field is invalid", field + " is " + value)
                    .with("allowed", "1 to 86400 seconds")
                    .exception();
        }
        return value;
    }

    /** Returns the meaning of an allowed word. */
    public static <T> T oneOf(String value, String field, Map<String, T> words) {
        T meant = words.get(value);
        if (meant == null) {
            throw invalid(field, "invalid-field", "The value of a field is invalid", field + " is \"" + value + "\"")
                    .with("allowed", String.join(", ", new TreeSet<>(words.keySet())))
                    .exception();
        }
        return meant;
    }

    /** Returns a number of things from a query, or {@code otherwise} if the number is missing. */
    public static int count(@Nullable String value, String field, int otherwise, int most) {
        if (value == null) {
            return otherwise;
        }
        try {
            int count = Integer.parseInt(value);
            if (count >= 1 && count <= most) {
                return count;
            }
        } catch (NumberFormatException notANumber) {
            // Rejected below.
        }
        throw invalid(field, "invalid-field", "The value of a field is invalid", field + " is not an allowed number")
                .with("allowed", "1 to " + most)
                .exception();
    }

    /** Returns a required value. */
    public static <T> T present(@Nullable T value, String field) {
        if (value == null) {
            throw missing(field).exception();
        }
        return value;
    }

    /** Returns a required text with any characters, but not longer than the limit. */
    public static String anyText(@Nullable String value, String field, int longest) {
        String text = present(value, field);
        if (text.length() > longest) {
            throw tooMuch(field, "is longer than " + longest + " characters").exception();
        }
        return text;
    }

    /**
     * Returns a required text with every character as sent, the white space around the text included: at most the given length, and only
     * characters of XML 1.0. A name in libvirt has no other characters.
     */
    public static String exactText(@Nullable String value, String field, int longest) {
        if (value == null || value.isEmpty()) {
            throw invalid(field, "missing-field", "A field is missing", "\"" + field + "\" is missing or empty")
                    .exception();
        }
        if (value.length() > longest || !value.codePoints().allMatch(Fields::isXml)) {
            throw tooMuch(
                            field,
                            "is longer than " + longest + " characters, or contains characters that XML does not allow")
                    .exception();
        }
        return value;
    }

    /** Returns true for a {@code Char} of XML 1.0. Half of a surrogate pair is none. */
    private static boolean isXml(int point) {
        return point == '\t'
                || point == '\n'
                || point == '\r'
                || (point >= ' ' && point < Character.MIN_SURROGATE)
                || (point > Character.MAX_SURROGATE && point != 0xFFFE && point != 0xFFFF);
    }

    /** Returns the id if the text is a UUID in the usual spelling. {@code UUID.fromString} accepts shorter parts. */
    public static Optional<UUID> uuidIn(String text) {
        return UUID_SPELLING.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    /** Returns a required id in the usual spelling of a UUID. */
    public static UUID uuid(@Nullable String value, String field) {
        return uuidIn(text(value, field))
                .orElseThrow(() -> invalid(field, "malformed-id", "The id is malformed", field + " is not a UUID")
                        .exception());
    }

    /** Returns the problem of a value outside of the limits. */
    public static Problem violation(Violation violation) {
        return switch (violation.kind()) {
            case MISSING -> missing(violation.field());
            case INVALID -> tooMuch(violation.field(), violation.text());
        };
    }

    /** Returns the problem of a missing field. */
    static Problem missing(String field) {
        return invalid(field, "missing-field", "A field is missing", "\"" + field + "\" is missing");
    }

    /** Returns the problem of a field with too much content or a wrong value. */
    public static Problem tooMuch(String field, String what) {
        return invalid(field, "invalid-field", "The value of a field is invalid", field + " " + what);
    }

    /** Returns a PCI address. */
    public static PciAddress address(@Nullable String value, String field) {
        String text = text(value, field);
        try {
            return PciAddress.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw Problem.of(
                            HttpStatus.BAD_REQUEST,
                            "malformed-address",
                            "The PCI address is malformed",
                            String.valueOf(malformed.getMessage()),
                            "Write the address in the format of lspci -D: 0000:02:01.1.")
                    .at(field)
                    .exception();
        }
    }

    /** Returns PCI addresses: at least one address, at most the given number, and no address twice. */
    public static List<PciAddress> addresses(@Nullable List<@Nullable String> values, String field, int most) {
        if (values == null || values.isEmpty()) {
            throw invalid(field, "missing-field", "A field is missing", "\"" + field + "\" names no function")
                    .exception();
        }
        if (values.size() > most) {
            throw tooMuch(field, "has more than " + most + " functions").exception();
        }
        List<PciAddress> addresses = new ArrayList<>();
        Set<PciAddress> seen = new HashSet<>();
        for (int i = 0; i < values.size(); i++) {
            PciAddress address = address(values.get(i), field + "[" + i + "]");
            if (!seen.add(address)) {
                throw invalid(
                                field + "[" + i + "]",
                                "duplicate-function",
                                "A function is in the request twice",
                                address + " is in the request twice")
                        .exception();
            }
            addresses.add(address);
        }
        return addresses;
    }

    /** Returns a group's fingerprint, or null if the fingerprint is missing. */
    public static @Nullable GroupFingerprint fingerprint(@Nullable String value, String field) {
        if (value == null) {
            return null;
        }
        try {
            return new GroupFingerprint(value);
        } catch (IllegalArgumentException malformed) {
            throw invalid(
                            field,
                            "malformed-fingerprint",
                            "The fingerprint is malformed",
                            String.valueOf(malformed.getMessage()))
                    .exception();
        }
    }

    /** Returns an id from a path. A malformed id is unknown, with status 404. */
    public static UUID id(String value, String what) {
        try {
            return UUID.fromString(value);
        } catch (IllegalArgumentException malformed) {
            throw unknown(what, value).exception();
        }
    }

    /** Returns the problem with status 404 for an unknown id of this kind. */
    public static Problem unknown(String what, String id) {
        return unknown(what, id, "/api/v1/" + what + "s");
    }

    /** Returns the problem with status 404 for an unknown id of this kind; {@code list} is the address with the known things. */
    public static Problem unknown(String what, String id, String list) {
        return Problem.of(
                HttpStatus.NOT_FOUND,
                "unknown-" + what,
                "The " + what + " is unknown",
                "No " + what + " has the name or id \"" + id + "\"",
                "GET " + list + " lists every " + what + ".");
    }

    private static String bounded(String value, String field, int longest) {
        if (value.length() > longest || value.chars().anyMatch(Character::isISOControl)) {
            throw invalid(
                            field,
                            "invalid-field",
                            "The value of a field is invalid",
                            field + " is longer than " + longest + " characters, or contains control characters")
                    .exception();
        }
        return value;
    }

    private static Problem invalid(String field, String name, String title, String detail) {
        return Problem.of(
                        HttpStatus.BAD_REQUEST,
                        name,
                        title,
                        detail,
                        "Correct \"" + field + "\", then send the request again.")
                .at(field);
    }
}
