// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.HostReport;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Chooses the claims of a report if the host has more claims than a report may have: first the claims with news for the manager, then the
 * others. The manager takes a claim that is missing from a report as unchanged, so the claims reach the manager in several reports.
 */
final class ClaimWindow {

    private ClaimWindow() {}

    /**
     * Returns the claims for the next report, at most {@link HostReport#MOST_CLAIMS}, in the order in which the claims were made.
     *
     * @param isKnown returns true if the manager has accepted a report with the claim as it is now
     */
    static List<ClaimReport> of(List<ClaimReport> all, Predicate<ClaimReport> isKnown) {
        if (all.size() <= HostReport.MOST_CLAIMS) {
            return all;
        }
        Set<ClaimReport> chosen = Stream.concat(
                        all.stream().filter(isKnown.negate()), all.stream().filter(isKnown))
                .limit(HostReport.MOST_CLAIMS)
                .collect(Collectors.toSet());
        return all.stream().filter(chosen::contains).toList();
    }
}
