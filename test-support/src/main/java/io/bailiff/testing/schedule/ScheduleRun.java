// SPDX-License-Identifier: Apache-2.0
package io.bailiff.testing.schedule;

import java.util.List;
import java.util.Optional;

/**
 * The result of running a schedule.
 *
 * @param broken the broken rule; empty if all rules held
 * @param story the course of the run, in words
 * @param seen the kinds of events during the run, for the count of a whole search
 */
public record ScheduleRun(Optional<RuleBroken> broken, List<String> story, List<String> seen) {

    public ScheduleRun {
        story = List.copyOf(story);
        seen = List.copyOf(seen);
    }

    /** Returns the name of the broken rule, without the cause of the breach. */
    public Optional<String> rule() {
        return broken.map(rule -> String.valueOf(rule.getMessage()).replaceAll(":.*", ""));
    }
}
