package io.bailiff.manager.api;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of the ladder's transition table.
 *
 * @param transition its name
 * @param from the states in which it may happen
 * @param to where it leads, or null if the conflict stays where it is
 * @param when when it happens
 * @param then what is done after it has been written down
 * @param record the kind of its entries in the timeline
 */
public record LadderTransition(
        String transition,
        Set<ConflictState> from,
        @Nullable ConflictState to,
        String when,
        String then,
        String record) {}
