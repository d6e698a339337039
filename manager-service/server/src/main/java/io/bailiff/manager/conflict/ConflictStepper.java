package io.bailiff.manager.conflict;

import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.assignment.Assignment;
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
    private final Dossiers dossiers;
    private final Rungs rungs;
    private final FenceRung fence;
    private final Dismissal dismissal;
    private final Claims claims;
    private final Restorations restorations;
    private final TransactionTemplate transactions;
    private final LadderProperties properties;

    ConflictStepper(
            ConflictRows rows,
            Docket docket,
            Dossiers dossiers,
            Rungs rungs,
            FenceRung fence,
            Dismissal dismissal,
            Claims claims,
            Restorations restorations,
            TransactionTemplate transactions,
            LadderProperties properties) {
        this.rows = rows;
        this.docket = docket;
        this.dossiers = dossiers;
        this.rungs = rungs;
        this.fence = fence;
        this.dismissal = dismissal;
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
        Dossier dossier = dossiers.find(id)
                .orElseThrow(() -> new IllegalStateException("There is no conflict " + id + ", but a step of it"));
        Conflict conflict = dossier.conflict();
        Assignment assignment = dossier.assignment();
        if (conflict.state().ended()) {
            return Optional.empty();
        }
        if (assignment.state().ended()) {
            return resolve(dossier);
        }
        if (conflict.state() == ConflictState.FENCING || conflict.state() == ConflictState.FENCED) {
            return fence.take(conflict, assignment);
        }
        if (assignment.state() == AssignmentState.EVICTING) {
            return dismissal.taken(dossier) ? Rungs.NOW : rungs.take(dossier);
        }
        // REATTACHING: the guest is out of it, and it is too late to withdraw anything.
        docket.problem(conflict, assignment.way().problem());
        return Optional.of(properties.look());
    }

    private Optional<Duration> resolve(Dossier dossier) {
        Conflict conflict = dossier.conflict();
        Assignment assignment = dossier.assignment();
        // What its borrower was giving back anyway does not come back.
        boolean restores = assignment.state() == AssignmentState.EVICTED
                && assignment.way().evictedFrom() != AssignmentState.RELEASING
                && dossier.terms().restores();
        transactions.executeWithoutResult(transaction -> {
            boolean ours = docket.move(
                    conflict,
                    Transition.RESOLVE,
                    row -> {},
                    "The host has its group back; assignment " + assignment.id() + " of " + assignment.guestName()
                            + " is " + assignment.state());
            if (ours && restores) {
                restorations.await(assignment, conflict.id(), claims.functionsWanted(conflict));
            }
        });
        return Rungs.NOW;
    }

    @Override
    public Collection<UUID> unfinished() {
        return rows.open();
    }
}
