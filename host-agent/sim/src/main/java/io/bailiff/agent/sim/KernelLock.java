// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The only lock around the simulated kernel's state, with the waits of a real kernel's calls. Waiting releases the lock, so
 * work on different functions proceeds in parallel. The waits are not interruptible, like the real kernel's waits; only
 * {@link #waitFor} can be interrupted. When the host crashes, every waiter ends with {@link HostCrashedException}.
 */
final class KernelLock {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable String crash;
    private long version;

    /** A piece of kernel work, may fail. */
    interface Work<T> {
        T run() throws KernelException;
    }

    /** A piece of kernel work without a result, may fail. */
    interface Action {
        void run() throws KernelException;
    }

    void run(Action action) throws KernelException {
        call(() -> {
            action.run();
            return true;
        });
    }

    <T> T call(Work<T> work) throws KernelException {
        lock.lock();
        try {
            checkAlive();
            return work.run();
        } finally {
            changed.signalAll();
            version++;
            lock.unlock();
        }
    }

    /** Runs work that changes nothing. */
    <T> T read(Work<T> work) throws KernelException {
        lock.lock();
        try {
            checkAlive();
            return work.run();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns the number of the current state. The caller holds the lock. The number grows whenever the lock is released after
     * work with a possible change. Data derived from the state is valid for as long as the number is unchanged.
     */
    long version() {
        return version;
    }

    /** Runs work that changes the state and cannot fail. */
    void change(Runnable work) {
        lock.lock();
        try {
            checkAlive();
            work.run();
        } finally {
            changed.signalAll();
            version++;
            lock.unlock();
        }
    }

    /** Reads the state; works on a crashed host too. */
    <T> T look(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    /** Changes the state; works on a crashed host too, and wakes no waiter. */
    <T> T alter(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            version++;
            lock.unlock();
        }
    }

    /** Waits, with the lock released, until the condition holds. The caller holds the lock. */
    void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            version++;
            changed.awaitUninterruptibly();
            checkAlive();
        }
    }

    /**
     * Waits until the condition holds, up to the time limit. The caller holds the lock.
     *
     * @return true if the condition holds
     */
    boolean await(BooleanSupplier condition, Duration limit) {
        long left = limit.toNanos();
        boolean interrupted = false;
        while (!condition.getAsBoolean() && left > 0) {
            version++;
            try {
                left = changed.awaitNanos(left);
            } catch (InterruptedException ignoredLikeTheKernelDoes) {
                interrupted = true;
            }
            checkAlive();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return condition.getAsBoolean();
    }

    /**
     * Waits until the condition holds, up to the time limit, and then reads the state. For listeners outside the kernel; can be
     * interrupted.
     */
    <T> T waitFor(BooleanSupplier condition, Duration limit, Supplier<T> look) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            checkAlive();
            long left = limit.toNanos();
            while (!condition.getAsBoolean() && left > 0) {
                left = changed.awaitNanos(left);
                checkAlive();
            }
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    /** Wakes the other waiters to check their conditions, before the caller waits for the others. The caller holds the lock. */
    void tell() {
        changed.signalAll();
    }

    /** Waits for the given time, with the lock released. The caller holds the lock. */
    void spend(Duration time) {
        if (!time.isZero() && !time.isNegative()) {
            await(() -> false, time);
        }
    }

    /** Ends the host. The caller holds the lock and throws the returned exception. */
    HostCrashedException crash(String reason) {
        crash = reason;
        changed.signalAll();
        return new HostCrashedException(reason);
    }

    Optional<String> crash() {
        return look(() -> Optional.ofNullable(crash));
    }

    void checkAlive() {
        if (crash != null) {
            throw new HostCrashedException(crash);
        }
    }
}
