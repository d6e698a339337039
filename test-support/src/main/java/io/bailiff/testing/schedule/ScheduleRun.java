package io.bailiff.testing.schedule;

import java.util.List;
import java.util.Optional;

/**
 * One run of a schedule.
 *
 * @param broken the rule that did not hold, if there is one
 * @param story what happened, in words
 * @param seen the kinds of things that happened, for the count of a whole search
 */
public record ScheduleRun(Optional<RuleBroken> broken, List<String> story, List<String> seen) {

    public ScheduleRun {
        story = List.copyOf(story);
        seen = List.copyOf(seen);
    }

    /** Returns which rule was broken, without what broke it. */
    public Optional<String> rule() {
        return broken.map(rule -> String.valueOf(rule.getMessage()).replaceAll(":.*", ""));
    }
}
