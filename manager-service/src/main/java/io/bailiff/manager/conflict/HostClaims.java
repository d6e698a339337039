package io.bailiff.manager.conflict;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.host.ReportTaken;
import io.bailiff.manager.step.Steps;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.IdGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes the claims out of the agents' reports, in the transaction that takes the report. A claim is told of over and over until
 * the agent knows that its end has been taken; only what is new about it changes anything. A claim that a report does not tell
 * of is as it was: not knowing is not gone.
 */
@Component
class HostClaims {

    private static final int LONGEST_FILE = 4096;
    private static final int LONGEST_WHAT = 500;
    private static final int LONGEST_MESSAGE = 2000;

    private final ClaimRows rows;
    private final StakeRows stakes;
    private final Claims claims;
    private final ClaimConsequences consequences;
    private final Hosts hosts;
    private final Steps steps;
    private final EntityManager entities;
    private final JsonMapper json;
    private final IdGenerator ids;
    private final Clock clock;

    HostClaims(
            ClaimRows rows,
            StakeRows stakes,
            Claims claims,
            ClaimConsequences consequences,
            Hosts hosts,
            Steps steps,
            EntityManager entities,
            JsonMapper json,
            IdGenerator ids,
            Clock clock) {
        this.rows = rows;
        this.stakes = stakes;
        this.claims = claims;
        this.consequences = consequences;
        this.hosts = hosts;
        this.steps = steps;
        this.entities = entities;
        this.json = json;
        this.ids = ids;
        this.clock = clock;
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void taken(ReportTaken taken) {
        Map<UUID, ClaimReport> told = taken.report().claims().stream()
                .collect(Collectors.toMap(claim -> UUID.fromString(claim.id()), Function.identity()));
        Map<UUID, ClaimRow> known = told.isEmpty()
                ? Map.of()
                : rows.findByHostIdAndHostClaimIdIn(taken.host(), told.keySet()).stream()
                        .collect(Collectors.toMap(row -> row.hostClaimId, Function.identity()));
        // In the order of the report: it is the order in which they were made.
        for (ClaimReport claim : taken.report().claims()) {
            ClaimRow row = known.get(UUID.fromString(claim.id()));
            if (row == null) {
                begun(taken, claim);
            } else {
                heardOf(row, claim, taken.report().bootId());
            }
        }
        endedWithTheirBoot(taken, told.keySet());
    }

    private void begun(ReportTaken taken, ClaimReport told) {
        ClaimRow row = new ClaimRow();
        row.id = ids.generateId();
        row.hostId = taken.host();
        row.address = told.function() == null ? null : told.function().toString();
        row.madeAt = told.madeAt();
        row.recordedAt = clock.instant();
        row.hostClaimId = UUID.fromString(told.id());
        row.kind = told.kind();
        row.file = Printable.optional(told.file(), LONGEST_FILE);
        row.what = Printable.text(told.what(), LONGEST_WHAT);
        row.claimant = told.claimant() == null ? null : json.writeValueAsString(Breadcrumb.printable(told.claimant()));
        row.status = told.status();
        row.message = Printable.text(told.message(), LONGEST_MESSAGE);
        row.since = told.since();
        row.bootId = taken.report().bootId();
        rows.saveAndFlush(row);
        Set.copyOf(told.groups()).forEach(group -> stakes.save(new StakeRow(row.id, group, null)));
        statusIsNew(row.id);
        file(row);
    }

    private void heardOf(ClaimRow row, ClaimReport told, String bootId) {
        if (row.status != told.status()) {
            become(row, told.status());
            tell(row, told, bootId);
            statusIsNew(row.id);
        } else {
            tell(row, told, bootId);
        }
        file(row);
    }

    private static void tell(ClaimRow row, ClaimReport told, String bootId) {
        row.message = Printable.text(told.message(), LONGEST_MESSAGE);
        row.since = told.since();
        row.bootId = bootId;
    }

    /** The row is taken before it is known which conflict it is in: it may be about to be put into one. */
    private void become(ClaimRow row, Status to) {
        if (rows.become(row.id, to) != 1) {
            throw new IllegalStateException("There is not exactly one claim " + row.id + "; it is the primary key");
        }
        entities.refresh(row);
    }

    private void statusIsNew(UUID id) {
        entities.flush();
        consequences.of(claims.find(id).orElseThrow());
    }

    /** What waits has to be in an open conflict, if the group is lent. Libvirt is asked for that, so it is done afterwards. */
    private void file(ClaimRow row) {
        if (row.status != null && row.status.waits() && !claims.inOpenConflict(row.id)) {
            steps.begin(ClaimStepper.KIND, row.id);
        }
    }

    private void endedWithTheirBoot(ReportTaken taken, Set<UUID> told) {
        List<ClaimRow> earlier =
                rows.waitingSinceAnotherBoot(taken.host(), taken.report().bootId());
        for (ClaimRow row : earlier) {
            if (!told.contains(row.hostClaimId)) {
                become(row, Status.WITHDRAWN);
                row.message =
                        "the host was booted again (" + hosts.get(taken.host()).name() + ", boot id "
                                + Printable.text(taken.report().bootId(), 100) + ")";
                row.since = taken.report().observedAt();
                statusIsNew(row.id);
            }
        }
    }
}
