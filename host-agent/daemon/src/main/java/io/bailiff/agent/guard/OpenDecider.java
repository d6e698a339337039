// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.host.OpenInterceptor;
import io.bailiff.agent.host.OpenInterceptor.Opening;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides about a single open of a control file by the host's state, answers the opener and records the claim. */
final class OpenDecider {

    private static final Logger LOG = LoggerFactory.getLogger(OpenDecider.class);

    /** The reason for the refusal of an opener that would be held. */
    private static final String FULL =
            "the agent holds as many openers as its limit of open files allows. Try again when others have ended";

    private final OpenInterceptor interceptor;
    private final ClaimantReader claimants;
    private final LentGroups lentGroups;
    private final Verdicts verdicts;
    private final OpenContextReader contexts;
    private final ClaimRecorder recorder;
    private final ObjLongConsumer<String> terminals;
    private final UnrelatedFiles unrelated = new UnrelatedFiles();

    /** @param terminals writes a line to the terminal of a process */
    OpenDecider(
            OpenInterceptor interceptor,
            ClaimantReader claimants,
            LentGroups lentGroups,
            Verdicts verdicts,
            OpenContextReader contexts,
            ClaimRecorder recorder,
            ObjLongConsumer<String> terminals) {
        this.interceptor = interceptor;
        this.claimants = claimants;
        this.lentGroups = lentGroups;
        this.verdicts = verdicts;
        this.contexts = contexts;
        this.recorder = recorder;
        this.terminals = terminals;
    }

    /**
     * Decides about the open. Denies the open if a fact cannot be read: a read error must not let an opener through to a group in
     * use.
     */
    void decide(Opening opening, ControlFile file) {
        try {
            judge(opening, file);
        } catch (IOException | RuntimeException failure) {
            LOG.error(
                    "cannot determine the reach of an open path={} pid={}: the open is denied",
                    opening.path(),
                    opening.pid(),
                    failure);
            interceptor.deny(opening.ticket());
        }
    }

    private void judge(Opening opening, ControlFile file) throws IOException {
        if (verdicts.isHarmless(file)) {
            interceptor.allow(opening.ticket());
            return;
        }
        List<LentGroup> lent = lentGroups.now();
        if (isUnrelated(file, lent)) {
            interceptor.allow(opening.ticket());
            return;
        }
        IdentifiedClaimant by = claimants.identify(opening.pid());
        Verdicts.OpenContext context = contexts.read(lent, recorder::isHandedOver, by.isLibvirt());
        Optional<Verdict> verdict = verdicts.on(file, by.claimant(), context);
        if (verdict.isEmpty()) {
            interceptor.allow(opening.ticket());
        } else if (verdict.get().status() == Status.HELD) {
            hold(opening, file, verdict.get(), by, lent);
        } else if (verdict.get().status() == Status.PREVENTED) {
            // The open is harmless and common on every host, so the opener does not wait for the record.
            interceptor.allow(opening.ticket());
            record(file, verdict.get(), by);
        } else {
            record(file, verdict.get(), by);
            answer(opening, verdict.get());
        }
    }

    private void hold(Opening opening, ControlFile file, Verdict verdict, IdentifiedClaimant by, List<LentGroup> lent) {
        if (interceptor.canHold(opening.ticket())) {
            String group = name(verdict, lent);
            recorder.hold(file, verdict, by, opening.ticket());
            terminals.accept("waiting for the guest to release " + group + " (Ctrl-C cancels)", opening.pid());
        } else {
            record(file, verdict.as(Status.DENIED, FULL), by);
            terminals.accept("denied: " + FULL, opening.pid());
            interceptor.refuse(opening.ticket());
        }
    }

    private void record(ControlFile file, Verdict verdict, IdentifiedClaimant by) {
        recorder.record(file.path(), file.kind(), file.what(), verdict, by);
    }

    private void answer(Opening opening, Verdict verdict) {
        if (verdict.status() == Status.DENIED) {
            terminals.accept("denied: " + verdict.message(), opening.pid());
            interceptor.deny(opening.ticket());
        } else {
            interceptor.allow(opening.ticket());
        }
    }

    private boolean isUnrelated(ControlFile file, List<LentGroup> lent) {
        if (unrelated.has(lent, file)) {
            return true;
        }
        boolean isUnrelated = !verdicts.concerns(file, lent);
        if (isUnrelated) {
            unrelated.add(lent, file);
        }
        return isUnrelated;
    }

    /** Returns the name of the claimed group for people. */
    private String name(Verdict held, List<LentGroup> lent) {
        return lent.stream()
                .filter(group -> held.groups().contains(group.fingerprint()))
                .findFirst()
                .flatMap(lentGroups::number)
                .map(number -> "IOMMU group " + number)
                .orElse("the IOMMU group");
    }
}
