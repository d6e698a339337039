package io.bailiff.testing.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reduces what fails to something small that still fails (delta debugging, Zeller and Hildebrandt): leaves out
 * halves, then quarters, at last one by one, as long as anything can be left out.
 */
final class Shrinker {

    private Shrinker() {}

    /** @param fails whether a list fails; the one given does */
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

    /** The same without the first of so many parts that can be left out; itself if none can. */
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
