// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row of the ladder's transition table.
 *
 * @param transition the name of the transition
 * @param from the states in which the transition may happen
 * @param to the next state, or null if the conflict stays in the same state
 * @param when the condition of the transition
 * @param then the action after the transition has been stored
 * @param record the kind of the transition's entries in the timeline
 */
public record LadderTransition(
        String transition,
        Set<ConflictState> from,
        @Nullable ConflictState to,
        String when,
        String then,
        String record) {}
