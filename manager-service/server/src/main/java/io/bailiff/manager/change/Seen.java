// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.change;

import io.bailiff.manager.audit.Subject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stored thing with a state, as the caller read it.
 *
 * @param <S> the type of the thing's states
 */
public interface Seen<S extends Enum<S>> {

    UUID id();

    S state();

    /** Returns the number of changes of the thing so far. */
    long epoch();

    /** Returns the reason why the thing does not progress, or null. */
    @Nullable
    String problem();

    /** Returns the subject of all timeline entries about the thing. */
    Subject subject();
}
