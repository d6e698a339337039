// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.manager.api.AssignmentState;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code assignment_interruption}: the state, ending and reason of an assignment when a conflict began to take the group from the
 * guest.
 */
@Embeddable
class Interruption {

    @Enumerated(EnumType.STRING)
    AssignmentState state;

    /** The planned ending of the assignment, or null if nothing had begun to end the assignment. */
    @Enumerated(EnumType.STRING)
    @Nullable
    AssignmentState ending;

    @Nullable
    String reason;

    @SuppressWarnings("NullAway.Init")
    Interruption() {}

    Interruption(AssignmentState state, @Nullable AssignmentState ending, @Nullable String reason) {
        this.state = state;
        this.ending = ending;
        this.reason = reason;
    }
}
