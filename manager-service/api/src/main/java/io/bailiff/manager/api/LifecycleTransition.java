// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import java.util.List;
import java.util.Set;

/**
 * A row of the transition table of assignments.
 *
 * @param transition the name of the transition
 * @param from the states in which the transition may happen
 * @param to the next state
 * @param when the condition of the transition
 * @param then the action after the transition has been stored
 * @param record the kinds of the transition's entries in the timeline
 */
public record LifecycleTransition(
        String transition,
        Set<AssignmentState> from,
        AssignmentState to,
        String when,
        String then,
        List<String> record) {}
