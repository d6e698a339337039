// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Collects the facts about a single attempt for a decision by {@link Verdicts}. */
final class AttemptContextReader {

    private final ClaimStore claimStore;
    private final Fences fences;
    private final CoveredFiles covered;

    AttemptContextReader(ClaimStore claimStore, Fences fences, CoveredFiles covered) {
        this.claimStore = claimStore;
        this.fences = fences;
        this.covered = covered;
    }

    /**
     * Returns the current facts.
     *
     * @param lent the lent groups
     * @param isHandedOver returns true for a group in handover, free for the host to take
     * @param isLibvirt true if the process is a libvirt daemon
     */
    AttemptContext read(Attempt attempt, List<LentGroup> lent, Predicate<LentGroup> isHandedOver, boolean isLibvirt) {
        // Reads the standing claims first: the handover of a group ends the standing claims on the group.
        Set<PciAddress> overridden = claimStore.waiting().stream()
                .filter(claim -> claim.report().status() == Status.STANDING)
                .flatMap(claim -> Optional.ofNullable(claim.function()).stream())
                .collect(Collectors.toSet());
        Set<GroupFingerprint> handedOver =
                lent.stream().filter(isHandedOver).map(LentGroup::fingerprint).collect(Collectors.toSet());
        boolean isCovered = covered.contains(attempt.file().path());
        return new AttemptContext(lent, handedOver, fences.all(), overridden, isLibvirt, isCovered);
    }
}
