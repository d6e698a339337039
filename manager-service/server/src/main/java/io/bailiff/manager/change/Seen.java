package io.bailiff.manager.change;

import io.bailiff.manager.audit.Subject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stored thing as it was read.
 *
 * @param <S> its states
 */
public interface Seen<S extends Enum<S>> {

    UUID id();

    S state();

    /** The number of its changes. */
    long epoch();

    /** The reason why it does not progress, or null. */
    @Nullable
    String problem();

    /** The thing that the record's entries about it name. */
    Subject subject();
}
