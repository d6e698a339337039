// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.change;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row with a state and an epoch, changed by {@link GuardedChange}.
 *
 * @param <S> the type of the row's states
 */
public interface GuardedRow<S extends Enum<S>> {

    /** Increments the row's epoch. */
    void countChange();

    /** Enters another state and clears the columns that belong to the old state alone. */
    void enter(S state, Instant now);

    /** Stores the reason why the thing does not progress, or null. */
    void problem(@Nullable String problem);
}
