// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.Claimant;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The operators' view of a claim.
 *
 * @param kind the kind of attempt; {@code RECLAIM} is an operator's request
 * @param hostClaim the agent's id of the claim, also in the agent's log; null for an operator's request
 * @param who the claimant, for people
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClaimView(
        UUID id,
        String host,
        String kind,
        @Nullable String function,
        List<String> groups,
        List<UUID> conflicts,
        Instant madeAt,
        Instant recordedAt,
        @Nullable String reason,
        @Nullable String by,
        @Nullable String remoteAddress,
        @Nullable UUID hostClaim,
        ClaimReport.@Nullable Status status,
        @Nullable Instant since,
        @Nullable String message,
        @Nullable String what,
        @Nullable String file,
        @Nullable String who,
        @Nullable Claimant claimant) {}
