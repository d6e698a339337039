// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The operators' view of a conflict.
 *
 * @param guest the guest of the assignment
 * @param actsOn the guest that the rungs act on, if not the guest of the assignment; null otherwise
 * @param guestState the condition of the guest that the rungs act on, when libvirt last showed the guest to the conflict
 * @param guestSeenAt the time of that look, or null if the condition is unknown
 * @param outcome what the conflict has cost the guest, or null while more can be done to the guest
 * @param deadline the end of the present rung's time, or null while the time does not run
 * @param next what happens if the guest does not release the group, or null if nothing more is done to the guest
 * @param claims the first claims in the conflict, in the order of their recording: at most 100, in lists at most 10
 * @param claimCount the number of all claims in the conflict
 * @param users who has the group now, by libvirt and by the agent's last report; null in lists
 * @param problem the reason why the conflict, or the assignment of an open conflict, does not progress, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConflictView(
        UUID id,
        String host,
        String group,
        UUID assignment,
        GuestName guest,
        @Nullable GuestName actsOn,
        GuestCondition guestState,
        @Nullable Instant guestSeenAt,
        ConflictState state,
        boolean open,
        @Nullable ConflictOutcome outcome,
        Instant since,
        @Nullable Instant deadline,
        @Nullable Next next,
        PolicyView policy,
        int releaseAsks,
        int shutdownAsks,
        int destroyAsks,
        @Nullable UUID follows,
        @Nullable Instant suspendedAt,
        @Nullable Instant unfencedAt,
        @Nullable String problem,
        Instant openedAt,
        @Nullable Instant resolvedAt,
        List<ClaimView> claims,
        int claimCount,
        @Nullable List<GroupUserView> users,
        @Nullable List<RecordEntry> timeline) {

    public record GuestName(
            UUID uuid, String name, @Nullable String domainInstance) {}

    /**
     * The next state of a conflict whose guest does not release the group.
     *
     * @param state {@code SHUTTING_DOWN}, {@code DESTROYING} or {@code FENCING}; {@code DENIED} if a policy forbids the next rung
     * @param at the time of the change, or null while the guest's time does not run; the time includes SIGKILL before {@code FENCING}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Next(ConflictState state, @Nullable Instant at) {}
}
