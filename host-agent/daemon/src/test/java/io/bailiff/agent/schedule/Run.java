package io.bailiff.agent.schedule;

import io.bailiff.agent.schedule.Action.Starts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One run of a schedule, and what follows when nothing goes wrong any more: everything has to come to an end then.
 *
 * @param broken the rule that did not hold, if there is one
 * @param story what happened, in words
 */
record Run(Optional<RuleBroken> broken, List<String> story) {

    /** @param locks a folder for the agent's locks */
    static Run of(Schedule schedule, Path locks) {
        try {
            ScheduledHost host = new ScheduledHost(schedule.kernel(), locks);
            try {
                happens(host, new Starts());
                for (Action action : schedule.actions()) {
                    happens(host, action);
                }
                new Ending(host).reach();
                return new Run(Optional.empty(), host.story());
            } catch (RuleBroken broken) {
                return new Run(Optional.of(broken), host.story());
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

    /** Which rule was broken, without what it was broken by. */
    Optional<String> rule() {
        return broken.map(rule -> String.valueOf(rule.getMessage()).replaceAll(":.*", ""));
    }
}
