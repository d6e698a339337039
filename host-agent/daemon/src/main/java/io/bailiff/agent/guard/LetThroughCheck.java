// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.GroupFingerprint;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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
    private final ClaimStore claimStore;

    LetThroughCheck(LentGroups lentGroups, Verdicts verdicts, AttemptContextReader contexts, ClaimStore claimStore) {
        this.lentGroups = lentGroups;
        this.verdicts = verdicts;
        this.contexts = contexts;
        this.claimStore = claimStore;
    }

    /**
     * Returns the reason to deny the process although the group is free; empty if the claim on the group may end. An error also denies.
     * Another group with a waiting claim of the same process is no reason: the process goes on when the last of its claims has ended.
     *
     * @param claim the claim; for a claim without a held process the result is empty
     * @param isFree returns true for a lent group that the host may take
     */
    Optional<String> whyNot(HeldClaim claim, Predicate<LentGroup> isFree) {
        String path = claim.report().file();
        Claimant claimant = claim.report().claimant();
        if (claim.ticket() == null || path == null || claimant == null) {
            return Optional.empty();
        }
        try {
            Optional<ControlFile> file = ControlFile.of(path);
            return file.isEmpty() ? Optional.empty() : whyNot(claim, attempt(claim, file.get()), claimant, isFree);
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

    private Optional<String> whyNot(HeldClaim claim, Attempt attempt, Claimant claimant, Predicate<LentGroup> isFree)
            throws IOException {
        List<LentGroup> lent = lentGroups.now();
        if (!verdicts.concerns(attempt, lent)) {
            return Optional.empty();
        }
        AttemptContext context = contexts.read(attempt, lent, isFree, false);
        return verdicts.on(attempt, claimant, context)
                .filter(verdict -> verdict.status() == Status.DENIED
                        || (verdict.status() == Status.HELD && !waitsForAll(claim, verdict, context)))
                .map(verdict -> ANOTHER);
    }

    /** Returns true if the process of the claim has a claim on each group of the verdict that is not free. */
    private boolean waitsForAll(HeldClaim claim, Verdict verdict, AttemptContext context) {
        Set<GroupFingerprint> awaited = claimStore.othersOf(claim).stream()
                .flatMap(other -> other.report().groups().stream())
                .collect(Collectors.toSet());
        return verdict.groups().stream()
                .allMatch(
                        group -> awaited.contains(group) || context.handedOver().contains(group));
    }
}
