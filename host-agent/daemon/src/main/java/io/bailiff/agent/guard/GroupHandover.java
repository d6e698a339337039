// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets the host take a claimed group, once the group is free. Every held opener is let through. Until {@link #end}, later openers
 * are let through too, as long as the group stays free. The agent reattaches the rest of the group only after the host has bound
 * the claimed function, or after the settling time. An earlier reattach would move the claimed function while the claimant works
 * with the function.
 */
final class GroupHandover {

    private final ClaimStore claimStore;
    private final LentGroups lentGroups;
    private final HeldTickets held;
    private final LetThroughCheck letThroughCheck;
    private final LentGroupUse use;
    private final Duration settling;
    private final Clock clock;
    private final Map<GroupFingerprint, Handover> inProgress = new ConcurrentHashMap<>();

    /**
     * A handover in progress.
     *
     * @param function the claimed member, or null if unknown
     * @param until the end of the settling time, by the monotonic clock
     * @param hasBegun false while no process goes on, because every process waits for other groups too: the host takes nothing yet
     */
    private record Handover(@Nullable PciAddress function, Instant until, boolean hasBegun) {}

    GroupHandover(
            ClaimStore claimStore,
            LentGroups lentGroups,
            HeldTickets held,
            LetThroughCheck letThroughCheck,
            LentGroupUse use,
            Duration settling,
            Clock clock) {
        this.claimStore = claimStore;
        this.lentGroups = lentGroups;
        this.held = held;
        this.letThroughCheck = letThroughCheck;
        this.use = use;
        this.settling = settling;
        this.clock = clock;
    }

    /**
     * Returns true if a handover is in progress and no process has the group open. A process may have opened the group since the
     * start of the handover.
     */
    boolean isOpenTo(LentGroup group) {
        return inProgress.containsKey(group.fingerprint()) && use.isFree(group);
    }

    /** Returns true if the group is being handed over to the host. */
    boolean isInProgress(GroupFingerprint group) {
        return inProgress.containsKey(group);
    }

    /**
     * Begins a handover like {@link #begin}, if the group is lent and no process has the group open.
     *
     * @return true if the host must not be disturbed until {@link #isSettled}
     */
    boolean beginIfFree(GroupFingerprint group) throws IOException {
        Optional<LentGroup> lent = lentGroups.find(group);
        return lent.isPresent() && use.isFree(lent.get()) && begin(group);
    }

    /**
     * Ends every claim that waits for the group: lets the openers through, but denies an opener that may by now aim at another
     * group. The caller guarantees two conditions: no process has the group open, and no guest gets the group.
     *
     * @return true if a claim waited for the group or a handover is already in progress: the host must not be disturbed until
     *     {@link #isSettled}
     */
    boolean begin(GroupFingerprint group) {
        List<HeldClaim> waiting = claimStore.waitingOn(group);
        if (waiting.isEmpty()) {
            return inProgress.containsKey(group);
        }
        PciAddress function = waiting.stream()
                .map(HeldClaim::function)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        Instant until = clock.instant().plus(settling);
        Handover before = inProgress.get(group);
        boolean wasBegun = before != null && before.hasBegun();
        inProgress.put(group, new Handover(function, until, true));
        // Checks all claims before the first claim ends: a standing override shows the group that an opener wants.
        Map<HeldClaim, Optional<String>> whyNot = new LinkedHashMap<>();
        waiting.forEach(claim -> whyNot.put(claim, letThroughCheck.whyNot(claim, other -> isFree(other, group))));
        boolean hasBegun = false;
        for (Map.Entry<HeldClaim, Optional<String>> claim : whyNot.entrySet()) {
            hasBegun |= answer(claim.getKey(), claim.getValue());
        }
        if (!hasBegun) {
            inProgress.computeIfPresent(group, (any, begun) -> new Handover(begun.function(), until, wasBegun));
        }
        return true;
    }

    /** Returns true if the group is this free group, or another group in handover. */
    private boolean isFree(LentGroup group, GroupFingerprint free) {
        return group.fingerprint().equals(free) || isOpenTo(group);
    }

    /** Returns true if the process was answered, false if the process has ended or waits for another group. */
    private boolean answer(HeldClaim claim, Optional<String> whyNot) {
        Status status = whyNot.isPresent() ? Status.DENIED : Status.LET_THROUGH;
        Optional<HeldClaim> ended = claimStore.end(claim.report().id(), status, whyNot.orElse(Verdicts.FREE));
        ended.ifPresent(whyNot.isPresent() ? held::deny : held::allow);
        return ended.isPresent();
    }

    /** Restarts the settling time, because of a new claim on the group. Does nothing without a handover in progress. */
    void extend(GroupFingerprint group) {
        inProgress.computeIfPresent(
                group,
                (any, begun) -> new Handover(begun.function(), clock.instant().plus(settling), true));
    }

    /**
     * Returns true if the host has the claimed function, if the settling time is over or if no handover is in progress. Returns
     * false if the lent groups cannot be read.
     */
    boolean isSettled(GroupFingerprint group) {
        Handover handover = inProgress.get(group);
        if (handover == null || !handover.hasBegun() || !clock.instant().isBefore(handover.until())) {
            return true;
        }
        try {
            return lentGroups
                    .find(group)
                    .filter(now -> !hostHas(now, handover.function()))
                    .isEmpty();
        } catch (IOException notNow) {
            return false;
        }
    }

    /**
     * Returns true if the wanted function is on a host driver; any member counts if the wanted function is unknown. A function that
     * is gone from the bus is also where the host wanted the function.
     */
    private static boolean hostHas(LentGroup group, @Nullable PciAddress wanted) {
        if (wanted != null && group.member(wanted).isEmpty()) {
            return true;
        }
        return group.members().stream()
                .filter(member -> wanted == null || member.address().equals(wanted))
                .anyMatch(LentGroup.Member::isOnHostDriver);
    }

    void end(GroupFingerprint group) {
        inProgress.remove(group);
    }
}
