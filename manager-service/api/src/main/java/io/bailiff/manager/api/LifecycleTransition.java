package io.bailiff.manager.api;

import java.util.List;
import java.util.Set;

/**
 * One row of the transition table of assignments.
 *
 * @param transition its name
 * @param from the states in which it may happen
 * @param to where it leads
 * @param when when it happens
 * @param then what is done after it has been written down
 * @param record the kinds of its entries in the timeline
 */
public record LifecycleTransition(
        String transition,
        Set<AssignmentState> from,
        AssignmentState to,
        String when,
        String then,
        List<String> record) {}
