// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.manager.TestDatabase;
import io.bailiff.testing.schedule.RuleBroken;
import io.bailiff.testing.schedule.ScheduleRun;
import java.util.Optional;

/** Runs a schedule, and what follows when nothing goes wrong any more: everything has to come to an end then. */
final class ScheduleRunner {

    private ScheduleRunner() {}

    static ScheduleRun run(Schedule schedule) {
        return run(schedule, TestDatabase.H2);
    }

    static ScheduleRun run(Schedule schedule, TestDatabase database) {
        World world = new World(ManagerInHand.on(database));
        try {
            for (Action action : schedule.actions()) {
                world.faults().nextAction();
                world.tell("- " + action);
                action.on(world);
            }
            world.tell("- from now on nothing goes wrong");
            new Ending(world).reach();
            return world.run(Optional.empty());
        } catch (RuleBroken broken) {
            return world.run(Optional.of(broken));
        }
    }
}
