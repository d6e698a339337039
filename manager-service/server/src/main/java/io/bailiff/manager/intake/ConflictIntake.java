// SPDX-License-Identifier: Apache-2.0
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

/** Puts claims into conflicts: the first claim on a group opens a conflict, later claims join the conflict. */
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

    /** A claim on a lent group, with the assignment of the group. */
    record Contested(Claim claim, GroupFingerprint group, Assignment lent) {}

    /**
     * The conflict of a claim.
     *
     * @param conflict the conflict's id
     * @param opened true if the claim has opened the conflict, false if the claim has joined an open conflict
     */
    public record Result(UUID conflict, boolean opened) {}

    /**
     * Puts a claim into the open conflict of an assignment, or opens a conflict.
     *
     * @return empty if the assignment, the conflict or the claim has changed since the caller read the assignment: read again
     */
    Optional<Result> attempt(Assignment assignment, ClaimRequest request) {
        Optional<Conflict> open = conflictStore.openOn(assignment);
        if (open.isPresent()) {
            return inTransaction(() -> join(open.get(), assignment, request))
                    ? Optional.of(new Result(open.get().id(), false))
                    : Optional.empty();
        }
        NewConflict opening = opening(assignment, request);
        return inTransaction(() -> request.stands() && open(List.of(opening)))
                ? Optional.of(new Result(opening.id(), true))
                : Optional.empty();
    }

    /**
     * Opens conflicts in the current transaction, for those groups of a host that have no open conflict. The first claim on a group opens
     * the conflict; other claims stay unchanged.
     *
     * @param contested claims whose status this transaction has just changed, so no other transaction can have handled the claims
     * @throws ConcurrencyFailureException if an assignment has changed since the caller read the assignment
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void openAtOnce(UUID host, List<Contested> contested) {
        if (contested.isEmpty()) {
            return;
        }
        Set<String> taken = conflictStore.groupsInConflict(host);
        List<NewConflict> openings = new ArrayList<>();
        for (Contested claim : contested) {
            if (taken.add(claim.lent().groupKey())) {
                openings.add(opening(claim.lent(), HostClaimRequest.first(claims, claim.claim(), claim.group())));
            }
        }
        if (!open(openings)) {
            throw new OptimisticLockingFailureException(
                    "an assignment has changed during the opening of a conflict on its group");
        }
    }

    private boolean join(Conflict open, Assignment assignment, ClaimRequest request) {
        boolean ours = request.stands() && conflictStore.join(open, assignment, request);
        if (ours) {
            request.enter(open.id());
        }
        return ours;
    }

    /** Opens conflicts, schedules their first steps and begins the evictions. Returns true if all assignments were still as read. */
    private boolean open(List<NewConflict> openings) {
        conflictStore.open(openings);
        openings.forEach(opening -> opening.request().enter(opening.id()));
        steps.beginAtOnce(
                ConflictStepper.KIND, openings.stream().map(NewConflict::id).toList());
        return openings.stream().allMatch(this::evict);
    }

    private boolean evict(NewConflict opening) {
        Assignment assignment = opening.assignment();
        ClaimRequest request = opening.request();
        return assignment.state() == AssignmentState.REATTACHING || assignments.evict(assignment, request.text());
    }

    /**
     * Makes a change in a transaction: completely, or not at all if the change returns false or loses a race. Returns true if the change
     * was made.
     */
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
            LOG.debug("another transaction has opened a conflict on the group: the claim joins that conflict", raced);
            return false;
        }
    }

    private NewConflict opening(Assignment assignment, ClaimRequest request) {
        return new NewConflict(ids.generateId(), assignment, request);
    }
}
