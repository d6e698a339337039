// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.agent.api.ClaimReport;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The claims in the last report of each host. A manager that has just started knows no claims. */
final class ToldClaims {

    private final Map<UUID, Set<String>> told = new ConcurrentHashMap<>();

    /** Returns true if a waiting claim of the report was not in the host's last taken report. */
    boolean haveNews(UUID host, List<ClaimReport> claims) {
        Set<String> known = told.getOrDefault(host, Set.of());
        return claims.stream().anyMatch(claim -> claim.status().waits() && !known.contains(claim.id()));
    }

    /** Stores the claims of a taken report. */
    void taken(UUID host, List<ClaimReport> claims) {
        told.put(host, claims.stream().map(ClaimReport::id).collect(Collectors.toSet()));
    }
}
