// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import io.bailiff.agent.api.limit.LimitCheck;
import io.bailiff.agent.api.limit.Violation;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The rules for a report: the limits at the components of the records, and the rules between values. An agent sends no report that breaks a
 * rule, and the manager accepts no such report.
 */
public final class ReportRules {

    private ReportRules() {}

    /** Returns the first violation of a rule; empty if the manager accepts the report. */
    public static Optional<Violation> firstViolation(HostReport report) {
        return Stream.<Supplier<Optional<Violation>>>of(
                        () -> LimitCheck.firstViolation(report),
                        () -> firstTwice(report.groups(), IommuGroupReport::fingerprint, "groups", "fingerprint"),
                        () -> firstTwice(report.outcomes(), OrderOutcome::operationId, "outcomes", "operationId"),
                        () -> firstTwice(report.claims(), claim -> claim.id().toLowerCase(Locale.ROOT), "claims", "id"),
                        () -> firstTwice(report.health(), HealthEvent::id, "health", "id"),
                        () -> firstTwice(report.unknowns(), HostUnknown::id, "unknowns", "id"),
                        () -> firstTwice(report.answers(), UnknownAnswer::id, "answers", "id"),
                        () -> waitingForSeveral(report.claims()))
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Returns the second entry with a key that must be unique. */
    private static <T> Optional<Violation> firstTwice(
            List<T> entries, Function<T, Object> key, String list, String field) {
        Set<Object> known = new HashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            if (!known.add(key.apply(entries.get(i)))) {
                return Optional.of(Violation.invalid(
                        list + "[" + i + "]." + field, "is also the " + field + " of another entry in the report"));
            }
        }
        return Optional.empty();
    }

    private static Optional<Violation> waitingForSeveral(List<ClaimReport> claims) {
        for (int i = 0; i < claims.size(); i++) {
            ClaimReport claim = claims.get(i);
            if (claim.status().waits() && claim.groups().size() > 1) {
                return Optional.of(Violation.invalid(
                        "claims[" + i + "].groups",
                        "has " + claim.groups().size() + " groups; a waiting claim has one group"));
            }
        }
        return Optional.empty();
    }
}
