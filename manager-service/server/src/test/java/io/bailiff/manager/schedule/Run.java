package io.bailiff.manager.schedule;

import java.util.List;
import java.util.Optional;

/**
 * One run of a schedule, and what follows when nothing goes wrong any more: everything has to come to an end then.
 *
 * @param broken the rule that did not hold, if there is one
 * @param story what happened, in words
 * @param seen the kinds of entries in the manager's record
 */
record Run(Optional<RuleBroken> broken, List<String> story, List<String> seen) {

    static Run of(Schedule schedule) {
        World world = new World(ManagerInHand.started());
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

    /** Which rule was broken, without what it was broken by. */
    Optional<String> rule() {
        return broken.map(rule -> String.valueOf(rule.getMessage()).replaceAll(":.*", ""));
    }
}
