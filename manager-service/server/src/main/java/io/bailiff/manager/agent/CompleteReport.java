// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.GuardReport;
import io.bailiff.agent.api.HostReport;
import io.bailiff.manager.problem.Fields;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rejects reports that lack a required field or exceed a limit. JSON can omit fields of the records and can hold longer texts. */
final class CompleteReport {

    /** The limit of a text in characters: a path's length (PATH_MAX). An agent cuts command lines at 500 characters. */
    private static final int LONGEST_TEXT = 4096;

    private static final int MOST_UNKNOWNS = 1000;

    /** The limit of the text of an unknown: two paths, and the words around the paths. */
    private static final int LONGEST_UNKNOWN = 16_384;

    private static final Pattern UNKNOWN_ID = Pattern.compile("[0-9a-f]{12}");

    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    private CompleteReport() {}

    static void require(HostReport report) {
        Fields.present(report.agentStart(), "agentStart");
        Fields.present(report.observedAt(), "observedAt");
        Fields.present(report.conflictBehaviour(), "conflictBehaviour");
        Fields.text(report.bootId(), "bootId");
        Fields.text(report.kernelRelease(), "kernelRelease");
        report.groups().forEach(CompleteGroup::require);
        guard(Fields.present(report.guard(), "guard"));
        unknowns(report);
        CompleteHealth.require(report);
        Set<UUID> ids = new HashSet<>();
        List<ClaimReport> claims = report.claims();
        for (int i = 0; i < claims.size(); i++) {
            String field = "claims[" + i + "]";
            claim(claims.get(i), field);
            if (!ids.add(Fields.uuid(claims.get(i).id(), field + ".id"))) {
                throw Fields.tooMuch(field + ".id", "is also the id of another claim in the report")
                        .exception();
            }
        }
    }

    private static void unknowns(HostReport report) {
        if (report.unknowns().size() > MOST_UNKNOWNS || report.answers().size() > MOST_UNKNOWNS) {
            throw Fields.tooMuch("unknowns", "and answers have more than " + MOST_UNKNOWNS + " entries")
                    .exception();
        }
        report.unknowns().forEach(unknown -> unknown(unknown.id(), unknown.text(), "unknowns"));
        report.answers().forEach(answer -> unknown(answer.id(), answer.text(), "answers"));
        report.answers().forEach(answer -> Fields.anyText(answer.by(), "answers.by", LONGEST_TEXT));
    }

    private static void unknown(@Nullable String id, @Nullable String text, String field) {
        if (!UNKNOWN_ID.matcher(Fields.present(id, field + ".id")).matches()) {
            throw Fields.tooMuch(field + ".id", "is not 12 hexadecimal digits").exception();
        }
        Fields.anyText(text, field + ".text", LONGEST_UNKNOWN);
    }

    private static void guard(GuardReport guard) {
        Fields.present(guard.policy(), "guard.policy");
        Fields.anyText(guard.survivesAgent(), "guard.survivesAgent", LONGEST_TEXT);
        optional(guard.fenceProblem(), "guard.fenceProblem");
    }

    private static void claim(ClaimReport claim, String field) {
        Fields.uuid(claim.id(), field + ".id");
        Fields.present(claim.kind(), field + ".kind");
        Fields.present(claim.status(), field + ".status");
        groups(claim, field + ".groups");
        Fields.anyText(claim.what(), field + ".what", LONGEST_TEXT);
        Fields.anyText(claim.message(), field + ".message", LONGEST_TEXT);
        optional(claim.file(), field + ".file");
        time(claim.madeAt(), field + ".madeAt");
        time(claim.since(), field + ".since");
        if (claim.claimant() != null) {
            claimant(claim.claimant(), field + ".claimant");
        }
    }

    private static void groups(ClaimReport claim, String field) {
        Fields.present(claim.groups().isEmpty() ? null : claim.groups(), field);
        if (claim.status().waits() && claim.groups().size() > 1) {
            throw Fields.tooMuch(field, "has " + claim.groups().size() + " groups; a waiting claim has one group")
                    .exception();
        }
    }

    private static void claimant(Claimant claimant, String field) {
        Fields.anyText(claimant.command(), field + ".command", LONGEST_TEXT);
        Fields.anyText(claimant.cgroup(), field + ".cgroup", LONGEST_TEXT);
        optional(claimant.unit(), field + ".unit");
        optional(claimant.container(), field + ".container");
        claimant.parents()
                .forEach(parent -> Fields.anyText(parent.command(), field + ".parents.command", LONGEST_TEXT));
    }

    private static void optional(@Nullable String value, String field) {
        if (value != null) {
            Fields.anyText(value, field, LONGEST_TEXT);
        }
    }

    private static void time(@Nullable Instant value, String field) {
        Instant time = Fields.present(value, field);
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw Fields.tooMuch(field, "is not between " + EARLIEST + " and " + LATEST)
                    .exception();
        }
    }
}
