// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.testing.schedule.RandomSchedule;
import java.util.List;

/** What happens, in order. */
record Schedule(List<Action> actions) implements RandomSchedule<Action, Schedule> {

    static final List<String> NIC = List.of("0000:02:01.0", "0000:02:01.1");
    static final List<String> PORT = List.of("0000:02:01.0");
    static final List<String> NVME = List.of("0000:03:00.0");

    Schedule {
        actions = List.copyOf(actions);
    }

    static Schedule of(Action... actions) {
        return new Schedule(List.of(actions));
    }

    @Override
    public Schedule with(List<Action> others) {
        return new Schedule(others);
    }
}
