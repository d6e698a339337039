// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.claim;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.GroupFingerprint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to take a member of a group in use, as read from the database.
 *
 * @param id the claim's id
 * @param host the host's id
 * @param function the wanted member, or null if unknown
 * @param origin the claimant and the details of the attempt
 * @param groups the groups concerned by the claim
 * @param madeAt the time of the attempt; by the host's clock for a claim made on the host
 * @param recordedAt the time when the manager stored the claim
 */
public record Claim(
        UUID id,
        UUID host,
        @Nullable String function,
        Origin origin,
        List<OnGroup> groups,
        Instant madeAt,
        Instant recordedAt) {

    public Claim {
        groups = List.copyOf(groups);
    }

    /** The origin of a claim: an operator's request, or an attempt on the host. */
    public sealed interface Origin permits ByOperator, OnHost {}

    /**
     * An operator's request for a group.
     *
     * @param reason the reason in the requester's own words, or null
     * @param by the requester, as named in the request, or null
     * @param remoteAddress the address that sent the request
     */
    public record ByOperator(
            @Nullable String reason, @Nullable String by, String remoteAddress) implements Origin {}

    /**
     * An attempt on the host, as reported by the agent; the components are the fields of {@link ClaimReport}.
     *
     * @param claim the agent's id of the claim
     * @param who the claimant for people, even for a claimant that the agent cannot name
     */
    public record OnHost(
            UUID claim,
            ClaimReport.Kind kind,
            @Nullable String file,
            String what,
            @Nullable Claimant claimant,
            String who,
            ClaimReport.Status status,
            String message,
            Instant since)
            implements Origin {}

    /**
     * A group concerned by a claim.
     *
     * @param group the group
     * @param conflict the conflict of the claim on this group, or null if the claim is in no conflict
     */
    public record OnGroup(GroupFingerprint group, @Nullable UUID conflict) {}

    /** Returns the agent's details of a claim made on the host; empty for an operator's claim. */
    public Optional<OnHost> onHost() {
        return origin instanceof OnHost told ? Optional.of(told) : Optional.empty();
    }

    /** Returns true if the claim waits for the group on the host: held or standing. */
    public boolean waits() {
        return onHost().filter(told -> told.status().waits()).isPresent();
    }

    /**
     * Returns true if the agent holds the claim without knowing the wanted function. The claim may be about a function that no guest has, so
     * the claim opens no conflict and joins none.
     */
    public boolean isHeldWithoutFunction() {
        return function == null
                && onHost().filter(told -> told.status() == ClaimReport.Status.HELD)
                        .isPresent();
    }

    /**
     * Returns true if the claim keeps its conflict open. An operator's claim does so until the conflict has ended. So does a claim that the
     * agent has let through: the host is about to have the group, or has the group already.
     */
    public boolean stands() {
        return onHost().map(OnHost::status)
                .map(status -> status.waits() || status == ClaimReport.Status.LET_THROUGH)
                .orElse(true);
    }
}
