// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.claim;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.Printable;
import io.bailiff.manager.host.ReportTaken;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.IdGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes the claims from the agents' reports. An agent reports a claim until the manager has acknowledged the end of the claim; only news
 * about the claim changes anything. A claim missing from a report stays unchanged, because unknown is not gone. Only a claim that waited in
 * an earlier boot of the host is then withdrawn.
 */
@Component
public class ReportedClaims {

    private static final int LONGEST_FILE = 4096;
    private static final int LONGEST_WHAT = 500;
    private static final int LONGEST_MESSAGE = 2000;

    private final ClaimRows rows;
    private final ClaimStore claims;
    private final EntityManager entities;
    private final JsonMapper json;
    private final IdGenerator ids;
    private final Clock clock;

    ReportedClaims(
            ClaimRows rows, ClaimStore claims, EntityManager entities, JsonMapper json, IdGenerator ids, Clock clock) {
        this.rows = rows;
        this.claims = claims;
        this.entities = entities;
        this.json = json;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Takes the claims of a report, in the transaction that stores the report.
     *
     * @param taken the report
     * @param told the agent's ids of the claims in the report
     * @return the new claims and the claims with another status, in the order of the report: the order in which the claims were made.
     *     Claims withdrawn because of another boot come last
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Claim> take(ReportTaken taken, Set<UUID> told) {
        List<Claim> changed = taken.claimsAsBefore() ? List.of() : changed(taken, told);
        // All claims are locked before the first conflict. Transactions that put a claim into a conflict lock in the
        // same order.
        entities.flush();
        return changed;
    }

    private List<Claim> changed(ReportTaken taken, Set<UUID> all) {
        Map<UUID, ClaimRow> known = known(taken.host(), all);
        List<Claim> begun = new ArrayList<>();
        List<Claim> changed = new ArrayList<>();
        for (ClaimReport told : taken.report().claims()) {
            ClaimRow row = known.get(UUID.fromString(told.id()));
            if (row == null) {
                Claim fresh = begun(taken, told);
                begun.add(fresh);
                changed.add(fresh);
                continue;
            }
            boolean moved = row.status != told.status();
            if (moved) {
                become(row, told.status());
            }
            tell(row, told, taken.report().bootId());
            if (moved) {
                changed.add(claims.of(row));
            }
        }
        claims.addGroups(begun);
        endedWithTheirBoot(taken, all).forEach(row -> changed.add(claims.of(row)));
        return changed;
    }

    private Map<UUID, ClaimRow> known(UUID host, Set<UUID> told) {
        return told.isEmpty()
                ? Map.of()
                : rows.findByHostIdAndHostClaimIdIn(host, told).stream()
                        .collect(Collectors.toMap(row -> row.hostClaimId, Function.identity()));
    }

    private Claim begun(ReportTaken taken, ClaimReport told) {
        ClaimRow row = new ClaimRow();
        row.id = ids.generateId();
        row.hostId = taken.host();
        row.address = told.function() == null ? null : told.function().toString();
        row.madeAt = told.madeAt().truncatedTo(ChronoUnit.MILLIS);
        row.recordedAt = clock.instant();
        row.hostClaimId = UUID.fromString(told.id());
        row.kind = told.kind();
        row.file = Printable.optional(told.file(), LONGEST_FILE);
        row.what = Printable.text(told.what(), LONGEST_WHAT);
        row.claimant = told.claimant() == null
                ? null
                : json.writeValueAsString(ClaimantDescription.printable(told.claimant()));
        row.status = told.status();
        tell(row, told, taken.report().bootId());
        rows.save(row);
        List<Claim.OnGroup> on = told.groups().stream()
                .distinct()
                .map(group -> new Claim.OnGroup(group, null))
                .toList();
        return claims.of(row, on);
    }

    private static void tell(ClaimRow row, ClaimReport told, String bootId) {
        row.message = Printable.text(told.message(), LONGEST_MESSAGE);
        // Cut to the stored precision: a repeated report then changes nothing.
        row.since = told.since().truncatedTo(ChronoUnit.MILLIS);
        row.bootId = bootId;
    }

    /**
     * Changes the status before the claim's conflict is read, and so locks the row. Another transaction may be about to put the claim into
     * a conflict.
     */
    private void become(ClaimRow row, Status to) {
        if (rows.become(row.id, to) != 1) {
            throw new IllegalStateException("not exactly one row with the primary key " + row.id + " in claim");
        }
        entities.refresh(row);
    }

    private List<ClaimRow> endedWithTheirBoot(ReportTaken taken, Set<UUID> told) {
        String boot = taken.report().bootId();
        List<ClaimRow> ended = Stream.of(Status.HELD, Status.STANDING)
                .flatMap(status -> rows.sinceAnotherBoot(taken.host(), status, boot).stream())
                .filter(row -> !told.contains(row.hostClaimId))
                .toList();
        for (ClaimRow row : ended) {
            become(row, Status.WITHDRAWN);
            row.message = "the host was booted again (boot id " + Printable.text(boot, 100) + ")";
            row.since = taken.report().observedAt().truncatedTo(ChronoUnit.MILLIS);
        }
        return ended;
    }
}
