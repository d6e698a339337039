// SPDX-License-Identifier: Apache-2.0
package io.bailiff.testing.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What fails is reduced to what it fails by. */
class ShrinkerTest {

    private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();

    @Test
    void aListThatFailsByOneActionShrinksToTheAction() {
        assertThat(Shrinker.smallest(HUNDRED, list -> list.contains(42))).containsExactly(42);
    }

    @Test
    void aListThatFailsBySeveralActionsKeepsTheActionsInOrder() {
        Predicate<List<Integer>> fails = list -> list.containsAll(List.of(3, 50, 97));

        assertThat(Shrinker.smallest(HUNDRED, fails)).containsExactly(3, 50, 97);
    }

    @Test
    void noElementOfTheResultCanBeLeftOut() {
        // Fails while at least seven even numbers are in it: no seven in particular.
        Predicate<List<Integer>> fails =
                list -> list.stream().filter(number -> number % 2 == 0).count() >= 7;

        assertThat(Shrinker.smallest(HUNDRED, fails)).hasSize(7).allMatch(number -> number % 2 == 0);
    }

    @Test
    void aListThatNeedsAllActionsStaysWhole() {
        assertThat(Shrinker.smallest(HUNDRED, HUNDRED::equals)).isEqualTo(HUNDRED);
    }

    @Test
    void aLongListTakesFewTries() {
        AtomicInteger tries = new AtomicInteger();

        Shrinker.smallest(HUNDRED, list -> {
            tries.incrementAndGet();
            return list.contains(77);
        });

        assertThat(tries).hasValueLessThan(40);
    }
}
