package io.bailiff.manager.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.Claimant;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A claim as operators see it.
 *
 * @param kind what was attempted; {@code RECLAIM} is an operator's request
 * @param hostClaim what the agent calls it, in its log too; null of an operator's
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
