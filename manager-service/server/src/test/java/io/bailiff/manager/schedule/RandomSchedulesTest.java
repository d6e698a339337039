// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.testing.schedule.ScheduleSearch;
import org.junit.jupiter.api.Test;

/** Whatever happens to hosts, guests, libvirt and the manager, in whatever order, the rules hold. */
class RandomSchedulesTest {

    private static final int USUAL = 40;

    @Test
    void noScheduleBreaksARule() {
        new ScheduleSearch<>(Chance::schedule, ScheduleRunner::run).run(USUAL);
    }
}
