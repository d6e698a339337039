// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.manager.TestDatabase;
import io.bailiff.testing.schedule.ScheduleSearch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same as {@link RandomSchedulesTest}, on the other database. */
@Tag("other-database")
class RandomSchedulesOnPostgresqlTest {

    private static final int USUAL = 40;

    @Test
    void noScheduleBreaksARule() {
        new ScheduleSearch<>(Chance::schedule, schedule -> ScheduleRunner.run(schedule, TestDatabase.POSTGRESQL))
                .run(USUAL);
    }
}
