// SPDX-License-Identifier: Apache-2.0
package io.bailiff.testing.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reduces a failing list to a small list with the same failure (delta debugging, Zeller and Hildebrandt). Leaves out halves,
 * then quarters, at last single elements, as long as any part can be left out.
 */
final class Shrinker {

    private Shrinker() {}

    /**
     * @param failing a list with the failure
     * @param fails returns true for a list with the failure; true for {@code failing}
     */
    static <T> List<T> smallest(List<T> failing, Predicate<List<T>> fails) {
        List<T> small = List.copyOf(failing);
        int parts = 2;
        while (small.size() > 1 && parts <= small.size()) {
            List<T> smaller = without(small, parts, fails);
            if (smaller.size() < small.size()) {
                small = smaller;
                parts = Math.max(parts - 1, 2);
            } else if (parts == small.size()) {
                break;
            } else {
                parts = Math.min(2 * parts, small.size());
            }
        }
        return small;
    }

    /** Returns the list without the first part that can be left out; the whole list if there is no such part. */
    private static <T> List<T> without(List<T> all, int parts, Predicate<List<T>> fails) {
        for (int part = 0; part < parts; part++) {
            int from = all.size() * part / parts;
            int to = all.size() * (part + 1) / parts;
            List<T> rest = new ArrayList<>(all.subList(0, from));
            rest.addAll(all.subList(to, all.size()));
            if (fails.test(rest)) {
                return List.copyOf(rest);
            }
        }
        return all;
    }
}
