package io.bailiff.manager.intake;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.claim.Claim;
import io.bailiff.manager.claim.ClaimStore;
import io.bailiff.manager.conflict.ClaimRequest;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.NewConflict;
import io.bailiff.manager.ladder.ConflictStepper;
import io.bailiff.manager.step.Steps;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
public class ConflictIntake {

    private static final Logger LOG = LoggerFactory.getLogger(ConflictIntake.class);

    private final ConflictStore conflictStore;
    private final ClaimStore claims;
    private final Assignments assignments;
    private final Steps steps;
    private final TransactionTemplate transactions;
    private final IdGenerator ids;

    ConflictIntake(
            ConflictStore conflictStore,
            ClaimStore claims,
            Assignments assignments,
            Steps steps,
            TransactionTemplate transactions,
            IdGenerator ids) {
        this.conflictStore = conflictStore;
        this.claims = claims;
        this.assignments = assignments;
        this.steps = steps;
        this.transactions = transactions;
        this.ids = ids;
    }

    /** A claim on a group that is lent, and whose the group is. */
    record Contested(Claim claim, GroupFingerprint group, Assignment lent) {}

    /** Which conflict a claim is in, and whether it opened it. */
    public record Filed(UUID conflict, boolean opened) {}

    /** Empty if the assignment, the conflict or the claim is not any more as it was seen: look again. */
    Optional<Filed> attempt(Assignment assignment, ClaimRequest petition) {
        Optional<Conflict> open = conflictStore.openOn(assignment);
        if (open.isPresent()) {
            return inTransaction(() -> join(open.get(), petition))
                    ? Optional.of(new Filed(open.get().id(), false))
                    : Optional.empty();
        }
        NewConflict opening = opening(assignment, petition);
        return inTransaction(() -> petition.stands() && open(List.of(opening)))
                ? Optional.of(new Filed(opening.id(), true))
                : Optional.empty();
    }

    /**
     * Opens conflicts in the present transaction, on those groups of a host that have none; the first claim on a group opens it. The
     * others are left as they are.
     *
     * @param contested claims that this transaction has brought to where they are: nobody else can have done anything about them
     * @throws ConcurrencyFailureException if an assignment is not any more as it was seen
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void openAtOnce(UUID host, List<Contested> contested) {
        if (contested.isEmpty()) {
            return;
        }
        Set<String> taken = conflictStore.groupsInConflict(host);
        List<NewConflict> openings = new ArrayList<>();
        for (Contested claim : contested) {
            if (taken.add(ConflictStore.groupKey(claim.lent()))) {
                openings.add(opening(claim.lent(), HostClaimRequest.first(claims, claim.claim(), claim.group())));
            }
        }
        if (!open(openings)) {
            throw new OptimisticLockingFailureException(
                    "An assignment was moved while a conflict was opened on its group");
        }
    }

    private boolean join(Conflict open, ClaimRequest petition) {
        boolean ours = petition.stands() && conflictStore.join(open, petition.actor(), petition.text());
        if (ours) {
            petition.enter(open.id());
        }
        return ours;
    }

    /** Returns whether the assignments were still as they were seen. */
    private boolean open(List<NewConflict> openings) {
        conflictStore.open(openings);
        openings.forEach(opening -> opening.request().enter(opening.id()));
        steps.beginAtOnce(
                ConflictStepper.KIND, openings.stream().map(NewConflict::id).toList());
        return openings.stream().allMatch(this::evict);
    }

    private boolean evict(NewConflict opening) {
        Assignment assignment = opening.assignment();
        ClaimRequest petition = opening.request();
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

    private NewConflict opening(Assignment assignment, ClaimRequest petition) {
        return new NewConflict(ids.generateId(), assignment, petition);
    }
}
