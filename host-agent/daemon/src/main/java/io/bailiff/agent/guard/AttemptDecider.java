// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Status;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides about a single attempt at a control file by the host's state, answers the process and records the claim. */
final class AttemptDecider {

    private static final Logger LOG = LoggerFactory.getLogger(AttemptDecider.class);

    /** The reason for the refusal of an opener that would be held. */
    private static final String FULL =
            "the agent holds as many openers as its limit of open files allows. Try again when others have ended";

    private final ClaimantReader claimants;
    private final LentGroups lentGroups;
    private final Verdicts verdicts;
    private final AttemptContextReader contexts;
    private final ClaimRecorder recorder;
    private final OverrideMonitor overrides;
    private final ObjLongConsumer<String> terminals;
    private final UnrelatedFiles unrelated = new UnrelatedFiles();

    /** @param terminals writes a line to the terminal of a process */
    AttemptDecider(
            ClaimantReader claimants,
            LentGroups lentGroups,
            Verdicts verdicts,
            AttemptContextReader contexts,
            ClaimRecorder recorder,
            OverrideMonitor overrides,
            ObjLongConsumer<String> terminals) {
        this.claimants = claimants;
        this.lentGroups = lentGroups;
        this.verdicts = verdicts;
        this.contexts = contexts;
        this.recorder = recorder;
        this.overrides = overrides;
        this.terminals = terminals;
    }

    /**
     * Decides about the attempt. Denies the attempt if a fact cannot be read: a read error must not let a process through to a group in
     * use.
     */
    void decide(Attempt attempt, Waiting process) {
        try {
            judge(attempt, process);
        } catch (IOException | RuntimeException failure) {
            LOG.error(
                    "cannot determine the reach of an attempt path={} ticket={}: the attempt is denied",
                    attempt.file().path(),
                    process.ticket(),
                    failure);
            process.deny();
        }
    }

    private void judge(Attempt attempt, Waiting process) throws IOException {
        if (attempt.isOpen() && verdicts.isHarmless(attempt.file())) {
            process.allow();
            return;
        }
        List<LentGroup> lent = lentGroups.now();
        if (isUnrelated(attempt, lent)) {
            process.allow();
            return;
        }
        long pid = process.pid();
        IdentifiedClaimant by = claimants.identify(pid);
        AttemptContext context = contexts.read(attempt, lent, recorder::isHandedOver, by.isLibvirt());
        Optional<Verdict> verdict = verdicts.on(attempt, by.claimant(), context);
        if (verdict.isPresent() && verdict.get().status() == Status.EXEMPT) {
            overrides.accept(attempt, verdict.get());
        }
        if (verdict.isEmpty()) {
            process.allow();
        } else if (verdict.get().status() == Status.HELD) {
            hold(attempt, process, verdict.get(), by, lent);
        } else if (verdict.get().status() == Status.PREVENTED) {
            // The attempt is harmless and common on every host, so the process does not wait for the record.
            process.allow();
            recorder.record(attempt, verdict.get(), by);
        } else {
            recorder.record(attempt, verdict.get(), by);
            answer(process, pid, verdict.get());
        }
    }

    private List<Verdict> forEachGroup(Attempt attempt, Verdict verdict, List<LentGroup> lent) {
        return verdict.groups().size() == 1
                ? List.of(verdict)
                : claimed(verdict, lent)
                        .map(group -> verdict.on(group.fingerprint(), verdicts.touched(attempt, group)))
                        .toList();
    }

    private static Stream<LentGroup> claimed(Verdict verdict, List<LentGroup> lent) {
        return lent.stream().filter(group -> verdict.groups().contains(group.fingerprint()));
    }

    private void hold(Attempt attempt, Waiting process, Verdict verdict, IdentifiedClaimant by, List<LentGroup> lent) {
        long pid = by.claimant().pid();
        if (process.canBeHeld()) {
            process.persist();
            recorder.hold(attempt, forEachGroup(attempt, verdict, lent), by, process.ticket());
            terminals.accept(
                    verdict.function() == null
                            ? verdict.message()
                            : "waiting for the guest to release " + names(verdict, lent) + " (Ctrl-C cancels)",
                    pid);
        } else {
            recorder.record(attempt, verdict.as(Status.DENIED, FULL), by);
            terminals.accept("denied: " + FULL, pid);
            process.refuse();
        }
    }

    private void answer(Waiting process, long pid, Verdict verdict) {
        if (verdict.status() == Status.DENIED) {
            terminals.accept("denied: " + verdict.message(), pid);
            process.deny();
        } else {
            process.allow();
        }
    }

    /** Opens of a file are judged once. A write names a function, and a look-up of the function among the members costs no read. */
    private boolean isUnrelated(Attempt attempt, List<LentGroup> lent) {
        if (!attempt.isOpen()) {
            return !verdicts.concerns(attempt, lent);
        }
        if (!UnrelatedFiles.canRemember(attempt.file())) {
            return !verdicts.concerns(attempt, lent);
        }
        if (unrelated.has(lent, attempt.file())) {
            return true;
        }
        boolean isUnrelated = !verdicts.concerns(attempt, lent);
        if (isUnrelated) {
            unrelated.add(lent, attempt.file());
        }
        return isUnrelated;
    }

    private String names(Verdict held, List<LentGroup> lent) {
        String numbers = claimed(held, lent)
                .flatMap(group -> lentGroups.number(group).stream())
                .collect(Collectors.joining(", "));
        return numbers.isEmpty() ? "the IOMMU group" : "IOMMU group " + numbers;
    }
}
