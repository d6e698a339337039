// SPDX-License-Identifier: Apache-2.0
package io.bailiff.testing.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A schedule that breaks a rule is reported by its smallest part; schedules that break none pass. */
class ScheduleSearchTest {

    private record Numbers(List<Long> actions) implements RandomSchedule<Long, Numbers> {

        static Numbers of(long seed) {
            return new Numbers(LongStream.range(0, 20).boxed().toList());
        }

        @Override
        public Numbers with(List<Long> others) {
            return new Numbers(others);
        }
    }

    private static ScheduleRun sevenIsForbidden(Numbers numbers) {
        return numbers.actions().contains(7L)
                ? new ScheduleRun(Optional.of(new RuleBroken("no seven: 7")), List.of("seven came"), List.of())
                : new ScheduleRun(Optional.empty(), List.of(), List.of());
    }

    @Test
    void theSmallestPartThatBreaksTheRuleIsReportedWithCourseAndSeed() {
        Throwable found =
                catchThrowable(() -> new ScheduleSearch<>(Numbers::of, ScheduleSearchTest::sevenIsForbidden).run(1));

        assertThat(found).isInstanceOf(AssertionError.class);
        assertThat(found)
                .hasMessageContaining("no seven: 7")
                .hasMessageContaining("   1. 7")
                .hasMessageContaining("seven came");
        assertThat(found).hasMessageContaining("1 of 20 actions").hasMessageContaining("-Dbailiff.seed=");
        assertThat(found).message().doesNotContain("   2. ");
    }

    @Test
    void schedulesThatBreakNoRulePass() {
        ScheduleSearch<Long, Numbers> search = new ScheduleSearch<>(
                seed -> new Numbers(List.of(seed % 7, 1L)),
                numbers -> new ScheduleRun(Optional.empty(), List.of(), List.of()));

        assertThatCode(() -> search.run(3)).doesNotThrowAnyException();
    }
}
