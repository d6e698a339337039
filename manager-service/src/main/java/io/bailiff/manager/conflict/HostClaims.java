package io.bailiff.manager.conflict;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.manager.agent.Orders;
import io.bailiff.manager.host.ReportTaken;
import io.bailiff.manager.step.Steps;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * Takes the claims out of the agents' reports, in the transaction that takes the report. A claim is told of over
 * and over until the agent knows that its end has been taken; only what is new about it changes anything. A claim
 * that a report does not tell of is as it was: not knowing is not gone.
 */
@Component
class HostClaims {

    private static final int LONGEST_FILE = 4096;
    private static final int LONGEST_WHAT = 500;
    private static final int LONGEST_MESSAGE = 2000;

    private final ClaimRows rows;
    private final StakeRows stakes;
    private final Claims claims;
    private final Orders orders;
    private final ClaimConsequences consequences;
    private final Filing filing;
    private final Steps steps;
    private final EntityManager entities;
    private final JsonMapper json;
    private final IdGenerator ids;
    private final Clock clock;

    HostClaims(
            ClaimRows rows,
            StakeRows stakes,
            Claims claims,
            Orders orders,
            ClaimConsequences consequences,
            Filing filing,
            Steps steps,
            EntityManager entities,
            JsonMapper json,
            IdGenerator ids,
            Clock clock) {
        this.rows = rows;
        this.stakes = stakes;
        this.claims = claims;
        this.orders = orders;
        this.consequences = consequences;
        this.filing = filing;
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
        List<ClaimRow> changed = new ArrayList<>();
        // In the order of the report: it is the order in which they were made.
        for (ClaimReport claim : taken.report().claims()) {
            ClaimRow row = known.get(UUID.fromString(claim.id()));
            if (row == null) {
                changed.add(begun(taken, claim));
            } else {
                if (row.status != claim.status()) {
                    become(row, claim.status());
                    changed.add(row);
                }
                tell(row, claim, taken.report().bootId());
            }
        }
        changed.addAll(endedWithTheirBoot(taken, told.keySet()));
        entities.flush();
        orders.settled(
                taken.host(),
                changed.stream()
                        .filter(row -> !Objects.requireNonNull(row.status).waits())
                        .map(row -> row.hostClaimId)
                        .toList());
        // All claims are taken before the first conflict: whoever puts one into the other takes them in this order
        // too.
        consequences.of(
                changed.stream().map(row -> claims.find(row.id).orElseThrow()).toList());
        fileThoseThatWait(taken, told.keySet());
    }

    private ClaimRow begun(ReportTaken taken, ClaimReport told) {
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
        row.claimant = told.claimant() == null ? null : json.writeValueAsString(Breadcrumb.printable(told.claimant()));
        row.status = told.status();
        tell(row, told, taken.report().bootId());
        rows.saveAndFlush(row);
        Set.copyOf(told.groups()).forEach(group -> stakes.save(new StakeRow(row.id, group, null)));
        return row;
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

    /** What waits has to be in an open conflict, if the group is lent. */
    private void fileThoseThatWait(ReportTaken taken, Set<UUID> told) {
        if (told.isEmpty()) {
            return;
        }
        for (UUID id : rows.unfiledAmong(taken.host(), told)) {
            if (!opensConflict(claims.find(id).orElseThrow())) {
                steps.begin(ClaimStepper.KIND, id);
            }
        }
    }

    /**
     * The first claim on a group opens its conflict with the report that tells of it: when a whole fleet is claimed at once, no
     * guest waits for a step to be taken before that in which it is asked. Whatever else there is to file has a step of its own.
     */
    private boolean opensConflict(Claim claim) {
        if (claim.stakes().size() != 1 || claim.stakes().get(0).conflict() != null) {
            return false;
        }
        GroupFingerprint group = claim.stakes().get(0).group();
        return consequences
                .lentTo(claim, group)
                .filter(lent -> filing.openAtOnce(lent, new HostPetition(claims, claim, group, claim.recordedAt())))
                .isPresent();
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
