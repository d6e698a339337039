// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.change;

import java.util.List;
import java.util.UUID;

/** Reads and locks rows for a change. */
@FunctionalInterface
public interface GuardedRows<S extends Enum<S>, R extends GuardedRow<S>> {

    /**
     * Reads the row with the given id, state and epoch. The row stays locked until the end of the transaction: no other transaction can
     * change the row.
     *
     * @return a list with the row; empty if the row has changed since the caller read it
     */
    List<R> take(UUID id, S state, long epoch);
}
