// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api.limit;

import io.bailiff.agent.api.limit.RecordShape.Component;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks a record, and all records below, against the limits at the components ({@link Text}, {@link Entries}, {@link Range}). In addition
 * every required value must be present, every time must be in the years 1970 to 9998, and no text that is compared may contain a NUL or half
 * of a surrogate pair: PostgreSQL stores neither. The manager escapes both in all other texts.
 */
public final class LimitCheck {

    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    private LimitCheck() {}

    /** Returns the first violation in the order of the components; empty if the record is within the limits. */
    public static Optional<Violation> firstViolation(Record value) {
        return Optional.ofNullable(of(value));
    }

    private static @Nullable Violation of(Record value) {
        if (value.getClass().isAnnotationPresent(SelfChecked.class)) {
            return null;
        }
        for (Component component : RecordShape.of(value.getClass()).components()) {
            Object content = component.of(value);
            Violation found =
                    content == null ? component.required() ? Violation.missing() : null : of(content, component);
            if (found != null) {
                return found.inComponent(component.name());
            }
        }
        return null;
    }

    private static @Nullable Violation of(Object content, Component component) {
        if (content instanceof String text) {
            return text(text, component);
        }
        if (content instanceof List<?> list) {
            return list(list, component);
        }
        if (content instanceof Record record) {
            return of(record);
        }
        if (content instanceof Instant time) {
            return time.isBefore(EARLIEST) || time.isAfter(LATEST)
                    ? Violation.invalid("is not between " + EARLIEST + " and " + LATEST)
                    : null;
        }
        return content instanceof Number number ? number(number.longValue(), component) : null;
    }

    private static @Nullable Violation text(String text, Component component) {
        Text limit = component.text();
        if (limit != null && text.length() > limit.longest()) {
            return Violation.invalid("is longer than " + limit.longest() + " characters");
        }
        if (limit != null && limit.exact() && !isStorable(text)) {
            return Violation.invalid("contains a NUL character or half of a surrogate pair");
        }
        boolean spelled = component.spelling() == null
                || component.spelling().matcher(text).matches();
        return spelled ? null : Violation.invalid("is not of the form " + component.spelling());
    }

    /** Returns true if the text has no NUL and no half of a surrogate pair. */
    static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == 0 || Character.isLowSurrogate(character)) {
                return false;
            }
            if (Character.isHighSurrogate(character)
                    && (++i == text.length() || !Character.isLowSurrogate(text.charAt(i)))) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Violation list(List<?> list, Component component) {
        Entries limit = component.entries();
        if (limit != null && list.size() > limit.most()) {
            return Violation.invalid("has more than " + limit.most() + " entries");
        }
        if (limit != null && list.size() < limit.least()) {
            return list.isEmpty()
                    ? Violation.missing()
                    : Violation.invalid("has less than " + limit.least() + " entries");
        }
        for (int i = 0; i < list.size(); i++) {
            Violation found = of(list.get(i), component);
            if (found != null) {
                return found.inEntry(i);
            }
        }
        return null;
    }

    private static @Nullable Violation number(long number, Component component) {
        Range limit = component.range();
        return limit != null && (number < limit.least() || number > limit.most())
                ? Violation.invalid("is not between " + limit.least() + " and " + limit.most())
                : null;
    }
}
