// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.manager.schedule.Boundaries.Commit;
import io.bailiff.manager.schedule.Boundaries.Place;
import io.bailiff.manager.step.ManualSteps;
import io.bailiff.manager.step.Step;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Has a schedule say what happens before and after each transaction, and whether its commit works. */
final class InterruptedTransactions implements PlatformTransactionManager {

    private final PlatformTransactionManager real;
    private final Supplier<Boundaries> boundaries;
    private final Supplier<ManualSteps> steps;

    InterruptedTransactions(
            PlatformTransactionManager real, Supplier<Boundaries> boundaries, Supplier<ManualSteps> steps) {
        this.real = real;
        this.boundaries = boundaries;
        this.steps = steps;
    }

    @Override
    public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            boundaries.get().at(Place.BEGIN);
        }
        return real.getTransaction(definition);
    }

    @Override
    public void commit(TransactionStatus status) {
        if (!status.isNewTransaction() || status.isRollbackOnly() || status.isReadOnly()) {
            real.commit(status);
            return;
        }
        rollBackIfKilled(status);
        Commit fate = boundaries.get().commit();
        if (fate == Commit.FAILS) {
            real.rollback(status);
            throw new TransactionSystemException("The database fails, by the schedule");
        }
        Set<Step> woken = steps.get().woken();
        real.commit(status);
        if (fate == Commit.IS_LOST) {
            steps.get().onlyThese(woken);
        }
        boundaries.get().at(Place.COMMITTED);
        if (fate == Commit.IS_LOST) {
            throw new TransactionSystemException("The answer to a commit is lost, by the schedule");
        }
    }

    private void rollBackIfKilled(TransactionStatus status) {
        try {
            boundaries.get().at(Place.COMMIT);
        } catch (ManagerKilled killed) {
            real.rollback(status);
            throw killed;
        }
    }

    @Override
    public void rollback(TransactionStatus status) {
        real.rollback(status);
    }
}
