// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.PciBus;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Collects the facts about a single open for a decision by {@link Verdicts}. */
final class OpenContextReader {

    private final PciBus bus;
    private final ClaimStore claimStore;
    private final Fences fences;

    OpenContextReader(PciBus bus, ClaimStore claimStore, Fences fences) {
        this.bus = bus;
        this.claimStore = claimStore;
        this.fences = fences;
    }

    /**
     * Returns the current facts.
     *
     * @param lent the lent groups
     * @param isHandedOver returns true for a group in handover, free for the host to take
     * @param isLibvirt true if the opener is a libvirt daemon
     */
    Verdicts.OpenContext read(List<LentGroup> lent, Predicate<LentGroup> isHandedOver, boolean isLibvirt) {
        // Reads the standing claims first: the handover of a group ends the standing claims on the group.
        Set<GroupFingerprint> named = claimStore.waiting().stream()
                .filter(claim -> claim.report().status() == Status.STANDING)
                .flatMap(claim -> claim.report().groups().stream())
                .collect(Collectors.toSet());
        Set<GroupFingerprint> handedOver =
                lent.stream().filter(isHandedOver).map(LentGroup::fingerprint).collect(Collectors.toSet());
        return new Verdicts.OpenContext(lent, handedOver, fences.all(), named, isLibvirt, this::isHere);
    }

    private boolean isHere(PciAddress address) {
        try {
            return bus.exists(address);
        } catch (HostFileException unreadable) {
            return false;
        }
    }
}
