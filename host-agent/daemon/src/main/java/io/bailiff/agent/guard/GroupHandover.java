package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.VfioDrivers;
import io.bailiff.agent.host.OpenInterceptor;
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
 * Lets the host take what it claimed, once the group is free. Everybody who waits goes on, and from then on everybody who comes;
 * the agent brings the rest of the group home only when the host has bound what it wanted, or has had time enough for it. If it
 * came first, the very function that somebody waited for would be moved under their hands.
 */
final class GroupHandover {

    private final ClaimStore claimStore;
    private final LentGroups lentGroups;
    private final OpenInterceptor interceptor;
    private final LetThroughCheck letThroughCheck;
    private final LentGroupUse use;
    private final Duration settling;
    private final Clock clock;
    private final Map<GroupFingerprint, Handover> inProgress = new ConcurrentHashMap<>();

    /**
     * A group that the host is taking.
     *
     * @param function the member that it wants, or null if that cannot be told
     * @param until when it has had time enough
     */
    private record Handover(@Nullable PciAddress function, Instant until) {}

    GroupHandover(
            ClaimStore claimStore,
            LentGroups lentGroups,
            OpenInterceptor interceptor,
            LetThroughCheck letThroughCheck,
            LentGroupUse use,
            Duration settling,
            Clock clock) {
        this.claimStore = claimStore;
        this.lentGroups = lentGroups;
        this.interceptor = interceptor;
        this.letThroughCheck = letThroughCheck;
        this.use = use;
        this.settling = settling;
        this.clock = clock;
    }

    /** Whether the host may take this group now. Somebody may have opened it since the host was let in. */
    boolean isOpenTo(LentGroup group) {
        return inProgress.containsKey(group.fingerprint()) && use.isFree(group);
    }

    /**
     * Does the same as {@link #begin}, if the group is lent and nobody has it open.
     *
     * @return whether the host is not to be disturbed until {@link #isSettled}
     */
    boolean beginIfFree(GroupFingerprint group) throws IOException {
        Optional<LentGroup> lent = lentGroups.find(group);
        return lent.isPresent() && use.isFree(lent.get()) && begin(group);
    }

    /**
     * Lets everybody through who waits for this group, but for those who may be after another one by now. The caller
     * has seen that nobody has it open, and nobody gets it.
     *
     * @return whether anybody did, now or a while ago: then the host is not to be disturbed until {@link #isSettled}
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
        inProgress.put(group, new Handover(function, clock.instant().plus(settling)));
        // All are looked at before the first ends: an override that stands tells what an opener is after.
        Map<HeldClaim, Optional<String>> whyNot = new LinkedHashMap<>();
        waiting.forEach(claim -> whyNot.put(claim, letThroughCheck.whyNot(claim, group)));
        whyNot.forEach(this::answer);
        return true;
    }

    private void answer(HeldClaim claim, Optional<String> whyNot) {
        Status status = whyNot.isPresent() ? Status.DENIED : Status.LET_THROUGH;
        claimStore
                .end(claim.report().id(), status, whyNot.orElse(Verdicts.FREE))
                .map(HeldClaim::ticket)
                .ifPresent(whyNot.isPresent() ? interceptor::deny : interceptor::allow);
    }

    /** Somebody does more of the same: that gives the host its whole time again. */
    void extend(GroupFingerprint group) {
        inProgress.computeIfPresent(
                group,
                (any, begun) -> new Handover(begun.function(), clock.instant().plus(settling)));
    }

    /** Whether the host has what it wanted, or has had time enough. */
    boolean isSettled(GroupFingerprint group) {
        Handover handover = inProgress.get(group);
        if (handover == null || !clock.instant().isBefore(handover.until())) {
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

    /** A function that was removed from the bus is where the host wanted it, too. */
    private static boolean hostHas(LentGroup group, @Nullable PciAddress wanted) {
        if (wanted != null && group.member(wanted).isEmpty()) {
            return true;
        }
        return group.members().stream()
                .filter(member -> wanted == null || member.address().equals(wanted))
                .anyMatch(member -> member.driver() != null && !VfioDrivers.isAway(member.driver()));
    }

    void end(GroupFingerprint group) {
        inProgress.remove(group);
    }
}
