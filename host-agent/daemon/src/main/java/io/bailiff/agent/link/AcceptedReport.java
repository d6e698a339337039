// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.HostReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The facts that the manager has accepted from this process. A report with the same facts is not sent, except after a long time: so a
 * manager with lost facts has the facts again, whatever the reason.
 */
final class AcceptedReport {

    private final InstantSource monotonic;
    private final Duration longest;
    private @Nullable HostReport facts;
    private final Set<ClaimReport> claims = new HashSet<>();
    private Instant at = Instant.EPOCH;

    /**
     * Creates the facts of an agent without an accepted report.
     *
     * @param longest the time after which the same facts are sent again
     */
    AcceptedReport(InstantSource monotonic, Duration longest) {
        this.monotonic = monotonic;
        this.longest = longest;
    }

    /** Returns true if the report is to be sent. */
    synchronized boolean isNews(HostReport report) {
        HostReport known = facts;
        return known == null
                || !monotonic.instant().isBefore(at.plus(longest))
                || !withoutEnded(report.claims()).equals(withoutEnded(known.claims()))
                || report.claims().stream().anyMatch(claim -> !claims.contains(claim))
                || !withoutClaims(report).equals(withoutClaims(known));
    }

    /**
     * Stores the facts of a report that the manager has accepted.
     *
     * @param all all claims of the host: the report may have a part of the claims
     */
    synchronized void accepted(HostReport report, Collection<ClaimReport> all) {
        facts = report.facts();
        claims.addAll(report.claims());
        claims.retainAll(new HashSet<>(all));
        at = monotonic.instant();
    }

    /** Returns true if the manager has accepted a report with the claim as it is now. */
    synchronized boolean has(ClaimReport claim) {
        return claims.contains(claim);
    }

    /** Forgets the facts: the next report is sent. */
    synchronized void forget() {
        facts = null;
    }

    /** An ended claim leaves the reports after its acceptance; the absence is no news. */
    private static List<ClaimReport> withoutEnded(List<ClaimReport> claims) {
        return claims.stream().filter(claim -> claim.status().waits()).toList();
    }

    private static HostReport withoutClaims(HostReport report) {
        return report.facts().withClaims(List.of());
    }
}
