// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.host.HostFileException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Checks the waiting claims. Withdraws a claim after the end or the interruption of the process. Ends a claim if the group is
 * already free or with the host.
 */
final class HeldClaimMonitor {

    /** The reason for a withdrawal by the end of the process. */
    static final String ENDED = "the process has ended";

    /** The reason for a withdrawal by a signal. */
    static final String INTERRUPTED = "the process was interrupted";

    private final ClaimStore claimStore;
    private final HeldTickets held;
    private final Processes processes;
    private final LentGroups lentGroups;
    private final LentGroupUse use;
    private final GroupHandover handover;
    private final LetThroughCheck letThroughCheck;

    HeldClaimMonitor(
            ClaimStore claimStore,
            HeldTickets held,
            Processes processes,
            LentGroups lentGroups,
            LentGroupUse use,
            GroupHandover handover,
            LetThroughCheck letThroughCheck) {
        this.claimStore = claimStore;
        this.held = held;
        this.processes = processes;
        this.lentGroups = lentGroups;
        this.use = use;
        this.handover = handover;
        this.letThroughCheck = letThroughCheck;
    }

    /** Takes over the processes that the previous agent held. */
    void takeOver() {
        held.takeOver(claimStore);
    }

    /** @throws IOException if the lent groups or a process cannot be read: the remaining claims then keep waiting */
    void check() throws IOException {
        Set<GroupFingerprint> stillLent = new HashSet<>();
        for (HeldClaim claim : claimStore.waiting()) {
            if (!hasLeft(claim) && !stillLent.contains(groupOf(claim))) {
                checkGroup(claim, stillLent);
            }
        }
    }

    private static GroupFingerprint groupOf(HeldClaim claim) {
        return claim.report().groups().get(0);
    }

    private boolean hasLeft(HeldClaim claim) throws HostFileException {
        if (claim.report().status() != Status.HELD || claim.report().claimant() == null) {
            return false;
        }
        long pid = claim.report().claimant().pid();
        Processes.PendingSignal signal = processes.pendingSignal(pid);
        if (signal == Processes.PendingSignal.KILL || !processes.lives(pid, claim.startTicks())) {
            withdraw(claim, ENDED);
            return true;
        }
        if (signal == Processes.PendingSignal.INTERRUPT) {
            withdraw(claim, INTERRUPTED);
            return true;
        }
        return false;
    }

    /**
     * Withdraws the claim and denies the open or the write. The answer frees the interceptor's number, and an interrupted process receives
     * the pending signal only after the answer. A process that waits for a write does not even end before the answer.
     */
    private void withdraw(HeldClaim claim, String why) {
        end(claim, Status.WITHDRAWN, why).ifPresent(held::deny);
    }

    /**
     * Ends the claim if the group is with the host, or begins the handover if the group is free and was lent by command line. The
     * manager alone decides when to reattach an assigned group.
     *
     * @param stillLent gets the group if the group is lent: the search for its users reads all processes, and is needed once for all
     *     claims on the group
     */
    private void checkGroup(HeldClaim claim, Set<GroupFingerprint> stillLent) throws IOException {
        GroupFingerprint fingerprint = groupOf(claim);
        Optional<LentGroup> group = lentGroups.find(fingerprint);
        if (group.isEmpty()) {
            Optional<String> whyNot = letThroughCheck.whyNot(claim, handover::isOpenTo);
            end(
                            claim,
                            whyNot.isPresent() ? Status.DENIED : Status.LET_THROUGH,
                            whyNot.orElse("the group is with the host"))
                    .ifPresent(whyNot.isPresent() ? held::deny : held::allow);
            return;
        }
        stillLent.add(fingerprint);
        if (!group.get().isAssigned() && use.isFree(group.get())) {
            handover.begin(fingerprint);
        }
    }

    private Optional<HeldClaim> end(HeldClaim claim, Status status, String why) {
        return claimStore.end(claim.report().id(), status, why);
    }
}
