// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.schedule;

import io.bailiff.agent.schedule.Action.Starts;
import io.bailiff.testing.schedule.RuleBroken;
import io.bailiff.testing.schedule.ScheduleRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Runs a schedule, and what follows when nothing goes wrong any more: everything has to come to an end then. */
final class ScheduleRunner {

    private ScheduleRunner() {}

    /** @param locks a folder for the agent's locks */
    static ScheduleRun run(Schedule schedule, Path locks) {
        try {
            ScheduledHost host = new ScheduledHost(schedule.kernel(), locks);
            try {
                happens(host, new Starts());
                for (Action action : schedule.actions()) {
                    happens(host, action);
                }
                new Ending(host).reach();
                return new ScheduleRun(Optional.empty(), host.story(), List.of());
            } catch (RuleBroken broken) {
                return new ScheduleRun(Optional.of(broken), host.story(), List.of());
            }
        } catch (IOException e) {
            throw new IllegalStateException("A host cannot be made", e);
        }
    }

    static void happens(ScheduledHost host, Action action) {
        host.tell("- " + action);
        try {
            action.on(host);
        } catch (AgentKilled killed) {
            host.tell("the agent is killed");
        } catch (IOException | RuntimeException failure) {
            // A killed agent may have met its death on the way of a member, which makes an exception of it.
            host.rules().check();
            host.rules().require(host.life().isOver(), "defect: the agent throws " + failure);
            host.tell("the agent is killed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Nobody interrupts", e);
        }
        host.rest();
    }
}
