package io.bailiff.manager.conflict;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.AssignmentState;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestSide;
import io.bailiff.manager.guest.KnownGuest;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.problem.Problem;
import io.bailiff.manager.step.Steps;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.IdGenerator;

/** Takes the operators' claims: the first on a group opens a conflict, those that follow join it. */
@Component
class Reclaims {

    private static final Logger LOG = LoggerFactory.getLogger(Reclaims.class);
    private static final int TRIES = 20;

    private final Docket docket;
    private final Assignments assignments;
    private final GuestSide guestSide;
    private final Inventories inventories;
    private final Steps steps;
    private final TransactionTemplate transactions;
    private final IdGenerator ids;
    private final Clock clock;

    Reclaims(
            Docket docket,
            Assignments assignments,
            GuestSide guestSide,
            Inventories inventories,
            Steps steps,
            TransactionTemplate transactions,
            IdGenerator ids,
            Clock clock) {
        this.docket = docket;
        this.assignments = assignments;
        this.guestSide = guestSide;
        this.inventories = inventories;
        this.steps = steps;
        this.transactions = transactions;
        this.ids = ids;
        this.clock = clock;
    }

    /** Which conflict a claim is in, and whether it opened it. */
    record Filed(UUID conflict, boolean opened) {}

    Filed file(Host host, Reclaim reclaim) {
        for (int tries = 1; tries <= TRIES; tries++) {
            Assignment assignment = assignments
                    .liveWith(host.id(), reclaim.function())
                    .orElseThrow(() -> notLent(host, reclaim.function()).exception());
            Optional<Filed> filed = attempt(host, assignment, reclaim);
            if (filed.isPresent()) {
                return filed.get();
            }
        }
        throw new IllegalStateException("The group was moved by others " + TRIES + " times in a row");
    }

    /** Empty if the assignment or the conflict is not any more as it was seen. */
    private Optional<Filed> attempt(Host host, Assignment assignment, Reclaim reclaim) {
        Claim claim = new Claim(
                ids.generateId(),
                reclaim.function().toString(),
                reclaim.reason(),
                reclaim.requester().by(),
                reclaim.requester().remoteAddress(),
                clock.instant());
        String actor = reclaim.requester().actor();
        Optional<Conflict> open = docket.openOn(liveGroup(assignment));
        if (open.isPresent()) {
            return docket.join(open.get(), claim, actor, reclaim.text(host.name()))
                    ? Optional.of(new Filed(open.get().id(), false))
                    : Optional.empty();
        }
        ConflictRow row = row(assignment, reclaim);
        return open(assignment, row, claim, reclaim, host) ? Optional.of(new Filed(row.id, true)) : Optional.empty();
    }

    private boolean open(Assignment assignment, ConflictRow row, Claim claim, Reclaim reclaim, Host host) {
        try {
            return Boolean.TRUE.equals(transactions.execute(transaction -> {
                docket.open(row, claim, reclaim.requester().actor(), reclaim.text(host.name()));
                boolean ours = assignment.state() == AssignmentState.REATTACHING
                        || assignments.evict(assignment, reclaim.requester(), reclaim.text(host.name()));
                if (ours) {
                    steps.begin(ConflictStepper.KIND, row.id);
                } else {
                    transaction.setRollbackOnly();
                }
                return ours;
            }));
        } catch (DataIntegrityViolationException | ConcurrencyFailureException raced) {
            LOG.debug("Somebody else opened a conflict on the group at the same time; the claim joins it", raced);
            return false;
        }
    }

    private ConflictRow row(Assignment assignment, Reclaim reclaim) {
        ConflictRow row = new ConflictRow();
        row.id = ids.generateId();
        row.hostId = assignment.host();
        row.assignmentId = assignment.id();
        row.fingerprint = assignment.group().value();
        row.liveGroup = liveGroup(assignment);
        row.state = ConflictState.REQUESTING;
        row.openedAt = clock.instant();
        row.stateSince = row.openedAt;
        row.guestRun = guestRun(assignment);
        row.releaseDeadlineSeconds = reclaim.releaseDeadlineSeconds();
        row.shutdownDeadlineSeconds = reclaim.shutdownDeadlineSeconds();
        return row;
    }

    private static String liveGroup(Assignment assignment) {
        return assignment.host() + "/" + assignment.group();
    }

    /** The guest's run at the start; if libvirt does not answer now, that of the first time that it does. */
    private @Nullable String guestRun(Assignment assignment) {
        try {
            return guestSide
                    .look(assignment.share())
                    .guest()
                    .flatMap(KnownGuest::run)
                    .orElse(null);
        } catch (GuestException later) {
            LOG.info("The run of {} is not known yet: {}", assignment.guestName(), later.getMessage());
            return null;
        }
    }

    private Problem notLent(Host host, PciAddress function) {
        boolean there = inventories
                .latest(host.id())
                .filter(inventory -> inventory.groupOf(function).isPresent())
                .isPresent();
        return there
                ? Problem.of(
                                HttpStatus.CONFLICT,
                                "not-lent",
                                "The function is not lent",
                                function + " of " + host.name() + " is in no group that a guest has",
                                "There is nothing to take back; bailiff-agent inspect on the host shows where it is.")
                        .at("function")
                : Problem.of(
                                HttpStatus.UNPROCESSABLE_CONTENT,
                                "unknown-function",
                                "The host has no such function",
                                host.name() + " has no function " + function + " in an IOMMU group",
                                "GET /api/v1/hosts/" + host.name() + "/groups lists the functions of this host.")
                        .at("function");
    }
}
