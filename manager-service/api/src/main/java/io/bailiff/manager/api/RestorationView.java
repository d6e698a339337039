// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bailiff.agent.api.PciAddress;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The pending or ended restoration of an assignment.
 *
 * @param assignment the assignment that has ended, also the id of the restoration
 * @param host the host's name
 * @param conflict the conflict that has ended the assignment
 * @param waitsFor the functions claimed by the host
 * @param open true until the guest has a new assignment of the functions, or an operator has cancelled the restoration
 * @param problem the reason why the assignment is not restored now, or null
 * @param beganAt when the restoration began to wait
 * @param restoredBy the new assignment in place of the ended assignment, or null
 * @param endedAt when the assignment was restored or the restoration was cancelled, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestorationView(
        UUID assignment,
        String host,
        UUID conflict,
        List<PciAddress> waitsFor,
        boolean open,
        @Nullable String problem,
        Instant beganAt,
        @Nullable UUID restoredBy,
        @Nullable Instant endedAt) {}
