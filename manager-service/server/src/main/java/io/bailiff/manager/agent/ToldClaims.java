package io.bailiff.manager.agent;

import io.bailiff.agent.api.ClaimReport;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Which claims the hosts have told of. A manager that has just started knows of none. */
final class ToldClaims {

    private final Map<UUID, Set<String>> told = new ConcurrentHashMap<>();

    /** Whether somebody on the host waits of whom the last report that was taken did not tell. */
    boolean haveNews(UUID host, List<ClaimReport> claims) {
        Set<String> known = told.getOrDefault(host, Set.of());
        return claims.stream().anyMatch(claim -> claim.status().waits() && !known.contains(claim.id()));
    }

    /** A report with these claims has been taken. */
    void taken(UUID host, List<ClaimReport> claims) {
        told.put(host, claims.stream().map(ClaimReport::id).collect(Collectors.toSet()));
    }
}
