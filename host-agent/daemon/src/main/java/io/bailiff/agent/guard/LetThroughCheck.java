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
 * Judges a held process again before the process is let through. The process was held because of a single group. Other groups may have
 * been lent while the process slept, and an open or a written device id may concern these groups too.
 */
final class LetThroughCheck {

    private static final Logger LOG = LoggerFactory.getLogger(LetThroughCheck.class);
    private static final String ANOTHER =
            "the write may concern another group that was lent meanwhile. Name the function in the command line, and try again";
    private static final String UNKNOWN = "the agent cannot determine which groups the write may concern. Try again";

    private final LentGroups lentGroups;
    private final Verdicts verdicts;
    private final AttemptContextReader contexts;

    LetThroughCheck(LentGroups lentGroups, Verdicts verdicts, AttemptContextReader contexts) {
        this.lentGroups = lentGroups;
        this.verdicts = verdicts;
        this.contexts = contexts;
    }

    /**
     * Returns the reason to deny the process although the group is free; empty if the process may go on. An error also denies.
     *
     * @param claim the claim; for a claim without a held process the result is empty
     */
    Optional<String> whyNot(HeldClaim claim, GroupFingerprint free) {
        String path = claim.report().file();
        Claimant claimant = claim.report().claimant();
        if (claim.ticket() == null || path == null || claimant == null) {
            return Optional.empty();
        }
        try {
            Optional<ControlFile> file = ControlFile.of(path);
            return file.isEmpty() ? Optional.empty() : whyNot(attempt(claim, file.get()), claimant, free);
        } catch (IOException | RuntimeException failure) {
            LOG.error(
                    "cannot determine the reach of a held claim claim={} pid={} path={}: the claim is denied",
                    claim.report().id(),
                    claimant.pid(),
                    path,
                    failure);
            return Optional.of(UNKNOWN);
        }
    }

    private static Attempt attempt(HeldClaim claim, ControlFile file) {
        return claim.written() == null ? Attempt.open(file) : Attempt.write(file, claim.written());
    }

    private Optional<String> whyNot(Attempt attempt, Claimant claimant, GroupFingerprint free) throws IOException {
        List<LentGroup> lent = lentGroups.now();
        if (!verdicts.concerns(attempt, lent)) {
            return Optional.empty();
        }
        AttemptContext context =
                contexts.read(attempt, lent, group -> group.fingerprint().equals(free), false);
        return verdicts.on(attempt, claimant, context)
                .map(Verdict::status)
                .filter(status -> status == Status.HELD || status == Status.DENIED)
                .map(status -> ANOTHER);
    }
}
