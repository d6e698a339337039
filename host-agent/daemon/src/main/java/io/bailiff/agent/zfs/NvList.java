// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.zfs;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A list of named values as ZFS stores it on disk. Holds only the types that the labels need: numbers, arrays of numbers, texts,
 * lists, and arrays of lists.
 *
 * @param values the values by name: {@link Long}, {@link String}, {@link NvList}, or a {@link List} of numbers or lists
 */
record NvList(Map<String, Object> values) {

    NvList {
        values = Map.copyOf(values);
    }

    Optional<Long> number(String name) {
        return value(name, Long.class);
    }

    Optional<String> text(String name) {
        return value(name, String.class);
    }

    Optional<NvList> list(String name) {
        return value(name, NvList.class);
    }

    /** Returns the numbers of an array; empty if the list has no such array. */
    List<Long> numbers(String name) {
        return elements(name, Long.class);
    }

    /** Returns the lists of an array; empty if the list has no such array. */
    List<NvList> lists(String name) {
        return elements(name, NvList.class);
    }

    private <T> List<T> elements(String name, Class<T> type) {
        return value(name, List.class).stream()
                .flatMap(elements -> ((List<?>) elements).stream())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private <T> Optional<T> value(String name, Class<T> type) {
        return Optional.ofNullable(values.get(name)).filter(type::isInstance).map(type::cast);
    }
}
