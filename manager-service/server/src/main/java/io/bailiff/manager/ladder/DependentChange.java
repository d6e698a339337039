package io.bailiff.manager.ladder;

import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.step.Steps;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Changes a conflict only if what the change depends on is still as it was read. Steps and operators change conflicts and their
 * assignments at the same time: whoever loses reads again.
 */
@Component
class DependentChange {

    private static final int TRIES = 20;

    private final ConflictStore conflictStore;
    private final Assignments assignments;
    private final Steps steps;
    private final TransactionTemplate transactions;

    DependentChange(
            ConflictStore conflictStore, Assignments assignments, Steps steps, TransactionTemplate transactions) {
        this.conflictStore = conflictStore;
        this.assignments = assignments;
        this.steps = steps;
        this.transactions = transactions;
    }

    /**
     * Repeats an operator's change until nobody else has changed what it depends on.
     *
     * @param change returns false if the conflict, or its assignment, is not as it was read
     * @throws io.bailiff.manager.problem.ProblemException 404 if there is no such conflict, and what the change throws
     */
    void make(UUID id, Predicate<Conflict> change) {
        for (int tries = 1; tries <= TRIES; tries++) {
            if (change.test(conflictStore.require(id))) {
                steps.wake(ConflictStepper.KIND, id);
                return;
            }
        }
        throw new IllegalStateException("Conflict " + id + " was moved by others " + TRIES + " times in a row");
    }

    /** Returns whether the change was made: all of it, or nothing if the assignment is not as it was seen. */
    boolean with(Assignment seen, BooleanSupplier change) {
        return inTransaction(() -> change.getAsBoolean() && assignments.keep(seen));
    }

    /** Returns what the change returns; if that is false, nothing of it has happened. */
    boolean inTransaction(BooleanSupplier change) {
        return Boolean.TRUE.equals(transactions.execute(transaction -> {
            boolean ours = change.getAsBoolean();
            if (!ours) {
                transaction.setRollbackOnly();
            }
            return ours;
        }));
    }
}
