// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.EffectivePolicy;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.step.Steps;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Changes a conflict only if the data that the change depends on are still as read. Steps and operators change conflicts and assignments at
 * the same time: the later side has to read again.
 */
@Component
class DependentChange {

    private static final int TRIES = 20;

    private final ConflictStore conflictStore;
    private final Assignments assignments;
    private final EffectivePolicy policies;
    private final Steps steps;
    private final TransactionTemplate transactions;

    DependentChange(
            ConflictStore conflictStore,
            Assignments assignments,
            EffectivePolicy policies,
            Steps steps,
            TransactionTemplate transactions) {
        this.conflictStore = conflictStore;
        this.assignments = assignments;
        this.policies = policies;
        this.steps = steps;
        this.transactions = transactions;
    }

    /**
     * Repeats an operator's change until no other transaction has changed the data in between, 20 times at most. Wakes the conflict
     * afterwards.
     *
     * @param change makes the change; returns false if the conflict, or its assignment, has changed since the change read the data
     * @throws io.bailiff.manager.problem.ProblemException 404 if there is no such conflict, and every exception of the change
     */
    void make(UUID id, Predicate<Conflict> change) {
        for (int tries = 1; tries <= TRIES; tries++) {
            if (change.test(conflictStore.require(id))) {
                steps.wake(ConflictStepper.KIND, id);
                return;
            }
        }
        throw new IllegalStateException(
                "Conflict " + id + " was changed by other transactions " + TRIES + " times in a row");
    }

    /** Makes a change in a transaction. Returns true if the change was made; changes nothing if the assignment is not as read. */
    boolean with(Assignment seen, BooleanSupplier change) {
        return inTransaction(() -> change.getAsBoolean() && assignments.keep(seen));
    }

    /**
     * Makes a change that a policy has decided, in a transaction. Returns true if the change was made; changes nothing if the policy of the
     * conflict is not as read.
     */
    boolean under(Policy read, Conflict conflict, Assignment assignment, BooleanSupplier change) {
        return inTransaction(() -> policies.of(conflict, assignment).equals(read) && change.getAsBoolean());
    }

    /** Makes a change that the policy of a step has decided, like {@link #under(Policy, Conflict, Assignment, BooleanSupplier)}. */
    boolean under(ConflictContext context, BooleanSupplier change) {
        return under(context.policy(), context.conflict(), context.assignment(), change);
    }

    /** Makes a change in a transaction and returns the result of the change; false rolls everything back. */
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
