// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.problem;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names the JSON type behind a Java type, for people. */
final class JsonTypes {

    private static final Set<Class<?>> WHOLE =
            Set.of(int.class, Integer.class, long.class, Long.class, short.class, Short.class);

    private static final Map<Class<?>, String> OTHERS = Map.of(
            boolean.class, "true or false",
            Boolean.class, "true or false",
            double.class, "a number",
            Double.class, "a number",
            String.class, "a text in quotes",
            Instant.class, "a time such as \"2026-01-02T03:04:05Z\"");

    private JsonTypes() {}

    /** Returns the wanted JSON type with an article: {@code a whole number}; {@code a value of the wanted type} if unknown. */
    static String wanted(@Nullable Class<?> type) {
        if (type == null) {
            return "a value of the wanted type";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant -> ((Enum<?>) constant).name())
                            .collect(Collectors.joining(", "));
        }
        if (WHOLE.contains(type)) {
            return "a whole number in the allowed range";
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "an array";
        }
        return OTHERS.getOrDefault(type, "a value of the wanted type");
    }
}
