// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host whose record is an older copy. The host gets no orders until the agent has reported and all differences are answered.
 *
 * @param cause {@code RESTORED}: a backup was restored; {@code HIGHER_REVISION}: the agent knows later orders than the record
 * @param reported true if the agent has reported since the start of the manager: before, the differences are unknown
 * @param differences the differences without an answer; null in lists
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OutdatedHostView(
        String host,
        String cause,
        Instant since,
        boolean reported,
        @Nullable List<DifferenceView> differences) {}
