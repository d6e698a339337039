// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.GroupFingerprint;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges a held opener again before the opener is let through. The opener was held because of a single group, and the function of
 * the coming write is unknown. Other groups may have been lent while the opener slept.
 */
final class LetThroughCheck {

    private static final Logger LOG = LoggerFactory.getLogger(LetThroughCheck.class);
    private static final String ANOTHER =
            "the write may concern another group that was lent meanwhile. Name the function in the command line, and try again";
    private static final String UNKNOWN = "the agent cannot determine which groups the write may concern. Try again";

    private final LentGroups lentGroups;
    private final Verdicts verdicts;
    private final OpenContextReader contexts;

    LetThroughCheck(LentGroups lentGroups, Verdicts verdicts, OpenContextReader contexts) {
        this.lentGroups = lentGroups;
        this.verdicts = verdicts;
        this.contexts = contexts;
    }

    /**
     * Returns the reason to deny the open although the group is free; empty if the open may pass. An error also denies the open.
     *
     * @param claim the claim; for a claim without a held opener the result is empty
     */
    Optional<String> whyNot(HeldClaim claim, GroupFingerprint free) {
        String path = claim.report().file();
        Claimant claimant = claim.report().claimant();
        if (claim.ticket() == null || path == null || claimant == null) {
            return Optional.empty();
        }
        try {
            Optional<ControlFile> file = ControlFile.of(path);
            return file.isEmpty() ? Optional.empty() : whyNot(file.get(), claimant, free);
        } catch (IOException | RuntimeException failure) {
            LOG.error(
                    "cannot determine the reach of a held open claim={} pid={} path={}: the claim is denied",
                    claim.report().id(),
                    claimant.pid(),
                    path,
                    failure);
            return Optional.of(UNKNOWN);
        }
    }

    private Optional<String> whyNot(ControlFile file, Claimant claimant, GroupFingerprint free) throws IOException {
        List<LentGroup> lent = lentGroups.now();
        if (!verdicts.concerns(file, lent)) {
            return Optional.empty();
        }
        Verdicts.OpenContext context =
                contexts.read(lent, group -> group.fingerprint().equals(free), false);
        return verdicts.on(file, claimant, context)
                .map(Verdict::status)
                .filter(status -> status == Status.HELD || status == Status.DENIED)
                .map(status -> ANOTHER);
    }
}
