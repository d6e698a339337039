// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api.limit;

/**
 * A value outside of the limits.
 *
 * @param field the place of the value, in the spelling of the API: {@code claims[3].claimant.command}
 * @param kind the kind of the violation
 * @param text the violation for people, without the field: {@code is longer than 500 characters}
 */
public record Violation(String field, Kind kind, String text) {

    /** The kinds of violations. */
    public enum Kind {
        /** A required value is missing. */
        MISSING,
        /** A value has too many characters or entries, or is none of the allowed values. */
        INVALID
    }

    static Violation missing() {
        return new Violation("", Kind.MISSING, "is missing");
    }

    static Violation invalid(String text) {
        return new Violation("", Kind.INVALID, text);
    }

    /** Returns a violation of a field with an invalid value. */
    public static Violation invalid(String field, String text) {
        return new Violation(field, Kind.INVALID, text);
    }

    /** Returns the violation as seen from the record with this component. */
    Violation inComponent(String name) {
        boolean joined = field.isEmpty() || field.startsWith("[");
        return new Violation(name + (joined ? "" : ".") + field, kind, text);
    }

    /** Returns the violation as seen from the list with this entry. */
    Violation inEntry(int index) {
        return new Violation("[" + index + "]" + (field.isEmpty() ? "" : ".") + field, kind, text);
    }
}
