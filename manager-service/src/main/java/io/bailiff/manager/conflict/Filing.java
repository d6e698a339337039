package io.bailiff.manager.conflict;

import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.AssignmentState;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.step.Steps;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.IdGenerator;

/** Puts claims into conflicts: the first on a group opens one, those that follow join it. */
@Component
class Filing {

    private static final Logger LOG = LoggerFactory.getLogger(Filing.class);

    private final Docket docket;
    private final Assignments assignments;
    private final Steps steps;
    private final TransactionTemplate transactions;
    private final IdGenerator ids;
    private final Clock clock;

    Filing(
            Docket docket,
            Assignments assignments,
            Steps steps,
            TransactionTemplate transactions,
            IdGenerator ids,
            Clock clock) {
        this.docket = docket;
        this.assignments = assignments;
        this.steps = steps;
        this.transactions = transactions;
        this.ids = ids;
        this.clock = clock;
    }

    /** Which conflict a claim is in, and whether it opened it. */
    record Filed(UUID conflict, boolean opened) {}

    /** Empty if the assignment, the conflict or the claim is not any more as it was seen: look again. */
    Optional<Filed> attempt(Assignment assignment, Petition petition) {
        Optional<Conflict> open = docket.openOn(ConflictRow.liveGroup(assignment));
        if (open.isPresent()) {
            return inTransaction(() -> join(open.get(), petition))
                    ? Optional.of(new Filed(open.get().id(), false))
                    : Optional.empty();
        }
        ConflictRow row = row(assignment, petition);
        return inTransaction(() -> open(assignment, row, petition))
                ? Optional.of(new Filed(row.id, true))
                : Optional.empty();
    }

    /**
     * Opens a conflict in the present transaction, if the group has none; otherwise does nothing.
     *
     * @return whether it did
     * @throws ConcurrencyFailureException if the assignment or the claim is not any more as it was seen
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean openAtOnce(Assignment assignment, Petition petition) {
        if (docket.openOn(ConflictRow.liveGroup(assignment)).isPresent()) {
            return false;
        }
        if (!open(assignment, row(assignment, petition), petition)) {
            throw new OptimisticLockingFailureException(
                    "Assignment " + assignment.id() + " was moved while a conflict was opened on its group");
        }
        return true;
    }

    private boolean join(Conflict open, Petition petition) {
        boolean ours = petition.stands() && docket.join(open, petition.actor(), petition.text());
        if (ours) {
            petition.enter(open.id());
        }
        return ours;
    }

    private boolean open(Assignment assignment, ConflictRow row, Petition petition) {
        if (!petition.stands()) {
            return false;
        }
        docket.open(row, petition.actor(), petition.text());
        petition.enter(row.id);
        steps.beginAtOnce(ConflictStepper.KIND, row.id);
        return assignment.state() == AssignmentState.REATTACHING
                || assignments.evict(assignment, petition.actor(), petition.text());
    }

    /** All of it or, if it is not ours, nothing. */
    private boolean inTransaction(BooleanSupplier change) {
        try {
            return Boolean.TRUE.equals(transactions.execute(transaction -> {
                boolean ours = change.getAsBoolean();
                if (!ours) {
                    transaction.setRollbackOnly();
                }
                return ours;
            }));
        } catch (DataIntegrityViolationException | ConcurrencyFailureException raced) {
            LOG.debug("Somebody else opened a conflict on the group at the same time; the claim joins it", raced);
            return false;
        }
    }

    private ConflictRow row(Assignment assignment, Petition petition) {
        ConflictRow row = ConflictRow.fresh(ids.generateId(), assignment, clock.instant());
        row.openedAt = petition.madeAt();
        petition.deadlines().forEach(row::claimed);
        return row;
    }
}
