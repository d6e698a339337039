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
 * One attempt to take a member of a group in use, as it was when it was read.
 *
 * @param id its id
 * @param host the host
 * @param function which member, or null where that is not known
 * @param origin who made it, and how
 * @param groups the groups that it is on
 * @param madeAt when it was made; by the host's clock if it was made there
 * @param recordedAt when the manager heard of it
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

    /** Who made a claim, and how. */
    public sealed interface Origin permits ByOperator, OnHost {}

    /**
     * An operator's word.
     *
     * @param reason why, in the words of whoever wants it, or null
     * @param by who wants it, by their own word, or null
     * @param remoteAddress where the request came from
     */
    public record ByOperator(
            @Nullable String reason, @Nullable String by, String remoteAddress) implements Origin {}

    /**
     * What an agent told; the fields are those of its report.
     *
     * @param claim the agent's id of the claim
     * @param who the claimant for people; of somebody whom the agent cannot name it says so
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
     * A group that a claim is on.
     *
     * @param group the group
     * @param conflict the conflict that the claim became there, or null if it became none
     */
    public record OnGroup(GroupFingerprint group, @Nullable UUID conflict) {}

    /** What the agent told, if it was made on the host. */
    public Optional<OnHost> onHost() {
        return origin instanceof OnHost told ? Optional.of(told) : Optional.empty();
    }

    /** Whether somebody on the host waits for the group because of it. */
    public boolean waits() {
        return onHost().filter(told -> told.status().waits()).isPresent();
    }

    /**
     * Whether a conflict has to go on because of it. An operator's does until the conflict has ended; so does one
     * that the agent has let through: then the host is about to have the group, or has it.
     */
    public boolean stands() {
        return onHost().map(OnHost::status)
                .map(status -> status.waits() || status == ClaimReport.Status.LET_THROUGH)
                .orElse(true);
    }
}
