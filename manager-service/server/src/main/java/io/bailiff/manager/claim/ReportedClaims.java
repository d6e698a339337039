package io.bailiff.manager.claim;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Status;
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
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.IdGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes the claims out of the agents' reports. A claim is told of over and over until the agent knows that its end has been taken; only
 * what is new about it changes anything. A claim that a report does not tell of is as it was: not knowing is not gone.
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
     * Takes the claims of a report, in the transaction that takes the report.
     *
     * @param told the agent's ids of the claims in the report
     * @return the claims that are new or have another status, in the order of the report: it is the order in which they were made
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Claim> take(ReportTaken taken, Set<UUID> told) {
        List<Claim> changed = taken.claimsAsBefore() ? List.of() : changed(taken, told);
        // All claims are taken before the first conflict: whoever puts one into the other takes them in this order too.
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
        row.madeAt = told.madeAt().truncatedTo(ChronoUnit.MICROS);
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
        // What the databases keep of it: told again it is the same.
        row.since = told.since().truncatedTo(ChronoUnit.MICROS);
        row.bootId = bootId;
    }

    /** The row is taken before it is known which conflict it is in: it may be about to be put into one. */
    private void become(ClaimRow row, Status to) {
        if (rows.become(row.id, to) != 1) {
            throw new IllegalStateException("There is not exactly one claim " + row.id + "; it is the primary key");
        }
        entities.refresh(row);
    }

    private List<ClaimRow> endedWithTheirBoot(ReportTaken taken, Set<UUID> told) {
        String boot = taken.report().bootId();
        List<ClaimRow> ended = rows.waitingSinceAnotherBoot(taken.host(), boot).stream()
                .filter(row -> !told.contains(row.hostClaimId))
                .toList();
        for (ClaimRow row : ended) {
            become(row, Status.WITHDRAWN);
            row.message = "the host was booted again (boot id " + Printable.text(boot, 100) + ")";
            row.since = taken.report().observedAt();
        }
        return ended;
    }
}
