// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.manager.step.Step;
import java.time.Duration;
import java.util.List;

/** How a schedule goes on: steps of the manager, time, and what comes in between. */
final class Course {

    private Course() {}

    /** The manager takes a step of something that is due. */
    record TakeStep(int which) implements Action {
        @Override
        public void on(World world) {
            if (!world.faults().managerDown()) {
                Action.pick(world.manager().steps().ready(), which).ifPresent(step -> take(world, step));
            }
        }

        static void take(World world, Step step) {
            world.faults()
                    .request("a step of a " + step.kind(), () -> world.manager().take(step));
        }
    }

    /** Everything goes its usual way for a while: the agent talks, the manager takes all steps that are due. */
    record Work(int rounds) implements Action {
        private static final int MOST_STEPS = 60;

        @Override
        public void on(World world) {
            for (int round = 0; round < rounds; round++) {
                world.talk();
                List<Step> ready = world.faults().managerDown()
                        ? List.of()
                        : world.manager().steps().ready();
                for (int done = 0; !ready.isEmpty() && done < MOST_STEPS; done++) {
                    TakeStep.take(world, ready.get(done % ready.size()));
                    ready = world.faults().managerDown()
                            ? List.of()
                            : world.manager().steps().ready();
                }
            }
        }
    }

    record Pass(int seconds) implements Action {
        @Override
        public void on(World world) {
            world.manager().time().pass(Duration.ofSeconds(seconds));
        }
    }

    /** Somebody sets the machine's clock. */
    record SetClock(int seconds) implements Action {
        @Override
        public void on(World world) {
            world.manager().time().set(Duration.ofSeconds(seconds));
        }
    }

    /** While the manager is busy, at such a place, counted from now, something else happens. */
    record Meanwhile(Boundaries.Place place, int nth, Action what) implements Action {
        @Override
        public void on(World world) {
            world.faults().meanwhile(place, nth, what);
        }
    }

    /** One right after the other. */
    record InTurn(Action first, Action second) implements Action {
        @Override
        public void on(World world) {
            first.on(world);
            second.on(world);
        }
    }
}
