package io.bailiff.manager.conflict;

import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.AssignmentState;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.restore.Restorations;
import io.bailiff.manager.step.Stepper;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Brings conflicts on. Whether the group has been let go of is not decided here but by its assignment, which waits for the file
 * to be closed; a conflict does what makes the guest let go, and ends when its assignment has.
 */
@Component
class ConflictStepper implements Stepper {

    static final String KIND = "conflict";

    private final ConflictRows rows;
    private final Docket docket;
    private final Assignments assignments;
    private final Rungs rungs;
    private final FenceRung fence;
    private final Dismissal dismissal;
    private final Terms terms;
    private final Claims claims;
    private final Restorations restorations;
    private final TransactionTemplate transactions;
    private final LadderProperties properties;

    ConflictStepper(
            ConflictRows rows,
            Docket docket,
            Assignments assignments,
            Rungs rungs,
            FenceRung fence,
            Dismissal dismissal,
            Terms terms,
            Claims claims,
            Restorations restorations,
            TransactionTemplate transactions,
            LadderProperties properties) {
        this.rows = rows;
        this.docket = docket;
        this.assignments = assignments;
        this.rungs = rungs;
        this.fence = fence;
        this.dismissal = dismissal;
        this.terms = terms;
        this.claims = claims;
        this.restorations = restorations;
        this.transactions = transactions;
        this.properties = properties;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Optional<Duration> step(UUID id) {
        Conflict conflict = docket.find(id)
                .orElseThrow(() -> new IllegalStateException("There is no conflict " + id + ", but a step of it"));
        if (conflict.state().ended()) {
            return Optional.empty();
        }
        Assignment assignment = assignments.get(conflict.assignment());
        if (assignment.state().ended()) {
            return resolve(conflict, assignment);
        }
        if (conflict.state() == ConflictState.FENCING || conflict.state() == ConflictState.FENCED) {
            return fence.take(conflict, assignment);
        }
        if (assignment.state() == AssignmentState.EVICTING) {
            return dismissal.taken(conflict, assignment) ? Rungs.NOW : rungs.take(conflict, assignment);
        }
        // REATTACHING: the guest is out of it, and it is too late to withdraw anything.
        docket.problem(conflict, assignment.way().problem());
        return Optional.of(properties.look());
    }

    private Optional<Duration> resolve(Conflict conflict, Assignment assignment) {
        // What its borrower was giving back anyway does not come back.
        boolean restores = assignment.state() == AssignmentState.EVICTED
                && assignment.way().evictedFrom() != AssignmentState.RELEASING
                && terms.of(conflict).restores();
        transactions.executeWithoutResult(transaction -> {
            boolean ours = docket.move(
                    conflict,
                    Transition.RESOLVE,
                    row -> {},
                    "The host has its group back; assignment " + assignment.id() + " of " + assignment.guestName()
                            + " is " + assignment.state());
            if (ours && restores) {
                restorations.await(assignment, conflict.id(), claims.functionsIn(conflict.id()));
            }
        });
        return Rungs.NOW;
    }

    @Override
    public Collection<UUID> unfinished() {
        return rows.open();
    }
}
