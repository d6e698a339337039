package io.bailiff.manager.change;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row that {@link GuardedChange} changes.
 *
 * @param <S> its states
 */
public interface GuardedRow<S extends Enum<S>> {

    /** Counts a change. */
    void countChange();

    /** Enters another state; what belonged to the old state alone is cleared. */
    void enter(S state, Instant now);

    /** Stores the reason why the thing does not progress, or null. */
    void problem(@Nullable String problem);
}
