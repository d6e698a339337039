package io.bailiff.manager.conflict;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.Claimant;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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
record ClaimView(
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
        @Nullable Claimant claimant) {

    private static final String RECLAIM = "RECLAIM";

    static ClaimView of(Claim claim, String host) {
        return claim.origin() instanceof Claim.OnHost told
                ? of(claim, host, told)
                : of(claim, host, (Claim.ByOperator) claim.origin());
    }

    private static ClaimView of(Claim claim, String host, Claim.ByOperator operator) {
        return new ClaimView(
                claim.id(),
                host,
                RECLAIM,
                claim.function(),
                groups(claim),
                conflicts(claim),
                claim.madeAt(),
                claim.recordedAt(),
                operator.reason(),
                operator.by(),
                operator.remoteAddress(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static ClaimView of(Claim claim, String host, Claim.OnHost told) {
        return new ClaimView(
                claim.id(),
                host,
                told.kind().name(),
                claim.function(),
                groups(claim),
                conflicts(claim),
                claim.madeAt(),
                claim.recordedAt(),
                null,
                null,
                null,
                told.claim(),
                told.status(),
                told.since(),
                told.message(),
                told.what(),
                told.file(),
                told.who(),
                told.claimant());
    }

    private static List<String> groups(Claim claim) {
        return claim.stakes().stream().map(stake -> stake.group().value()).toList();
    }

    private static List<UUID> conflicts(Claim claim) {
        return claim.stakes().stream()
                .map(Claim.Stake::conflict)
                .filter(Objects::nonNull)
                .toList();
    }
}
