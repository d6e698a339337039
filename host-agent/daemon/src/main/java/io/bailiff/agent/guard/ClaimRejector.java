// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimRefusal;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses waiting claims at the manager's request or because the group is fenced: an opener gets EPERM, a changed pin is put back.
 * Fences groups, so that the guard refuses every new claim on a fenced group at once.
 */
final class ClaimRejector {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimRejector.class);

    private final ClaimStore claimStore;
    private final HeldTickets held;
    private final LentGroups lentGroups;
    private final OverrideMonitor overrides;
    private final Fences fences;
    private final Set<String> failing = ConcurrentHashMap.newKeySet();

    ClaimRejector(
            ClaimStore claimStore, HeldTickets held, LentGroups lentGroups, OverrideMonitor overrides, Fences fences) {
        this.claimStore = claimStore;
        this.held = held;
        this.lentGroups = lentGroups;
        this.overrides = overrides;
        this.fences = fences;
    }

    /**
     * Fences a group and refuses every waiting claim on the group, also if the fencing fails.
     *
     * @return the members; bus mastering is off on every member with an answer
     * @throws IOException if the fence cannot be stored, the group is not lent, or a member may still have bus mastering. The group
     *     is fenced all the same
     */
    FencedMembers fence(GroupFingerprint group) throws IOException {
        try {
            return fences.raise(group);
        } finally {
            rejectFenced();
        }
    }

    /** Removes the fence of every group outside {@code groups}. */
    void fenceOnly(Set<GroupFingerprint> groups) throws IOException {
        fences.keepOnly(groups);
    }

    /** Switches bus mastering off again on members of fenced groups. */
    void checkFences() throws IOException {
        fences.check();
    }

    /** Refuses a waiting claim. A claim that has already ended stays unchanged. */
    void reject(ClaimRefusal refusal) {
        claimStore.waiting().stream()
                .filter(claim -> claim.report().id().equals(refusal.claimId()))
                .forEach(claim -> reject(claim, refusal.reason()));
    }

    /**
     * Refuses every waiting claim on a fenced group. Must run repeatedly, because a claim may be stored just after the fencing of
     * the group. Reads the claims before the fences: a claim that arrives after the end of a fence is not refused because of the
     * old fence.
     */
    void rejectFenced() {
        List<HeldClaim> waiting = claimStore.waiting();
        Set<GroupFingerprint> fenced = fences.all();
        waiting.stream()
                .filter(claim -> fenced.stream().anyMatch(claim::isOn))
                .forEach(claim -> reject(claim, Verdicts.FENCED));
    }

    /** Refuses every claim of a held process. Standing claims stay for the next agent. */
    void rejectHeld(String reason) {
        claimStore.waiting().stream()
                .filter(claim -> claim.report().status() == Status.HELD)
                .forEach(claim -> end(claim, reason));
    }

    private void reject(HeldClaim claim, String reason) {
        if (claim.report().status() == Status.STANDING) {
            undo(claim, reason);
        } else {
            end(claim, reason);
        }
    }

    /**
     * Puts the pin back and ends the claim, if the claim still stands. Synchronized: a late write of the pin would overwrite a
     * newer change of the override.
     */
    private synchronized void undo(HeldClaim claim, String reason) {
        if (claimStore.isWaiting(claim.report().id()) && isPinnedAgain(claim)) {
            end(claim, reason);
        }
    }

    private void end(HeldClaim claim, String reason) {
        claimStore.end(claim.report().id(), Status.DENIED, reason).ifPresent(held::deny);
    }

    /**
     * Returns true if the pin is back, or if the function has no pin; false if the host cannot be read or written. The pin must
     * come before the end of the claim. Otherwise a scan between the two steps would record the old change as a new claim.
     */
    private boolean isPinnedAgain(HeldClaim claim) {
        try {
            Optional<LentGroup> group = lentGroups.find(claim.report().groups().get(0));
            Optional<LentGroup.Member> member =
                    group.flatMap(lent -> Optional.ofNullable(claim.function()).flatMap(lent::member));
            if (member.isPresent() && member.get().pin() != null) {
                overrides.putBack(member.get());
            }
            failing.remove(claim.report().id());
            return true;
        } catch (IOException notNow) {
            if (failing.add(claim.report().id())) {
                LOG.warn(
                        "cannot restore a pin claim={} function={} error={}: retrying",
                        claim.report().id(),
                        claim.function(),
                        notNow.getMessage());
            }
            return false;
        }
    }
}
