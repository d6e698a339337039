// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Monitors the pins, for changes that no interceptor holds: by a descriptor from before the loan, or by a sysfs of another network
 * namespace. A change of an override moves nothing by itself, and names the function.
 */
final class OverrideMonitor {

    private static final Logger LOG = LoggerFactory.getLogger(OverrideMonitor.class);

    private final HostFiles files;
    private final PciBus bus;
    private final LentGroups lentGroups;
    private final ClaimRecorder recorder;
    private final Verdicts verdicts;
    private final AcceptedOverrides accepted;
    private final Fences fences;
    private final Set<PciAddress> unchecked = ConcurrentHashMap.newKeySet();

    OverrideMonitor(
            HostFiles files,
            LentGroups lentGroups,
            ClaimRecorder recorder,
            Verdicts verdicts,
            AcceptedOverrides accepted,
            Fences fences) {
        this.files = files;
        this.bus = new PciBus(files);
        this.lentGroups = lentGroups;
        this.recorder = recorder;
        this.verdicts = verdicts;
        this.accepted = accepted;
        this.fences = fences;
    }

    /** Checks the pin of a function after a process has written to the override. */
    void written(ControlFile file, IdentifiedClaimant by) throws IOException {
        PciAddress function = Objects.requireNonNull(file.function());
        for (LentGroup group : lentGroups.pinned()) {
            Optional<LentGroup.Member> member = group.member(function).filter(it -> it.pin() != null);
            if (member.isPresent()) {
                check(group, member.get(), by);
            }
        }
    }

    /** Checks every pin and every claim by an override, for changes without an event: events were lost, or the agent was away. */
    void all() throws IOException {
        List<LentGroup> groups = lentGroups.pinned();
        accepted.keepOnly(groups.stream().map(LentGroup::fingerprint).collect(Collectors.toSet()));
        for (LentGroup group : groups) {
            for (LentGroup.Member member : group.members()) {
                if (member.pin() != null) {
                    checkIfPossible(group, member);
                }
            }
        }
    }

    private void checkIfPossible(LentGroup group, LentGroup.Member member) {
        try {
            check(group, member, IdentifiedClaimant.unknown());
            if (unchecked.remove(member.address())) {
                LOG.info("checked pin again function={}", member.address());
            }
        } catch (IOException e) {
            if (unchecked.add(member.address())) {
                LOG.warn("cannot check pin function={} error={}: retrying", member.address(), e.getMessage());
            }
        }
    }

    private void check(LentGroup group, LentGroup.Member member, IdentifiedClaimant by) throws IOException {
        Optional<String> now = bus.driverOverride(member.address());
        if (now.equals(Optional.ofNullable(member.pin()))) {
            accepted.forget(member.address());
            recorder.overrideRestored(group.fingerprint(), member.address());
        } else if (lentGroups.isPinned(group.fingerprint()) && !accepted.has(group, member.address(), now)) {
            // During a reattach the agent itself clears the pin, so the phase is read again here.
            changed(group, member, now, by);
        }
    }

    private void changed(LentGroup group, LentGroup.Member member, Optional<String> now, IdentifiedClaimant by)
            throws IOException {
        Verdict verdict = verdicts.onOverride(
                group, member, by, recorder.isHandedOver(group), fences.all().contains(group.fingerprint()));
        boolean isAnother = isAnother(verdict, by, recorder.stands(group.fingerprint(), member.address()));
        if (verdict.status() == Status.EXEMPT) {
            accepted.add(group, member.address(), now);
        } else if (verdict.status() == Status.DENIED) {
            putBack(member);
            recorder.putBack(group.fingerprint(), member.address(), verdict.message());
        }
        // The host takes the function by a write that was let through, and that write has a claim already.
        boolean isKnown = verdict.status() == Status.LET_THROUGH && by.known() == null;
        if (isAnother && !isKnown) {
            String what = Attempt.override(member.address(), now.orElse(""));
            recorder.record(PciBus.overrideFile(member.address()), Kind.OVERRIDE, what, verdict, by);
        }
    }

    /**
     * Accepts the override that an exempt process is about to write: a later check of the pins finds the override without the process. An
     * override that is no pin, and any other attempt, need no acceptance.
     */
    void accept(Attempt attempt, Verdict exempt) throws IOException {
        String driver = attempt.value();
        PciAddress function = attempt.file().function();
        if (driver == null || function == null || attempt.file().kind() != Kind.OVERRIDE) {
            return;
        }
        for (LentGroup group : lentGroups.pinned()) {
            if (exempt.groups().contains(group.fingerprint())
                    && group.member(function).isPresent()) {
                accepted.add(group, function, Optional.of(driver).filter(name -> !name.isEmpty()));
            }
        }
    }

    /**
     * Returns true if the change is a new claim. While a change stands, another {@code STANDING} verdict is the same claim, and so
     * is a {@code DENIED} verdict from a scan of the pins.
     */
    private static boolean isAnother(Verdict verdict, IdentifiedClaimant by, boolean stands) {
        boolean foundAgain = verdict.status() == Status.DENIED && by.known() == null;
        return !stands || !(foundAgain || verdict.status() == Status.STANDING);
    }

    /** Sets the override to the pin again. */
    void putBack(LentGroup.Member member) throws HostFileException {
        files.write(PciBus.overrideFile(member.address()), member.pin() + "\n");
        LOG.warn("restored pin function={} driver={}", member.address(), member.pin());
    }
}
