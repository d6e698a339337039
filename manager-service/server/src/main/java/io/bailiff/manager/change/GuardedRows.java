package io.bailiff.manager.change;

import java.util.List;
import java.util.UUID;

/** Reads rows for a change. */
@FunctionalInterface
public interface GuardedRows<S extends Enum<S>, R extends GuardedRow<S>> {

    /**
     * Reads the row with this id, state and epoch, and locks it for the rest of the transaction: nobody else changes it.
     *
     * @return one row, or none if the row has changed since it was read
     */
    List<R> take(UUID id, S state, long epoch);
}
