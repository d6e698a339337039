// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import jakarta.persistence.Embeddable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of {@code conflict_rung}: a rung's requested duration, and the requests to the guest. */
@Embeddable
class RungColumns {

    @Nullable
    Integer deadlineSeconds;

    @Nullable
    Instant askedAt;

    int asks;

    Conflict.Asks asks() {
        return new Conflict.Asks(askedAt, asks);
    }
}
