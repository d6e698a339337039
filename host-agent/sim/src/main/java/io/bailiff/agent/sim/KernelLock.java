package io.bailiff.agent.sim;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One lock around all of the simulated kernel's state, and the waiting that real kernels do inside their calls. Waiting gives
 * the lock up, so work on different functions goes on side by side; it cannot be interrupted, like the waits that it stands
 * for. When the host crashes, every waiter ends with {@link HostCrashedException}.
 */
final class KernelLock {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable String crash;
    private long version;

    /** A piece of kernel work that may fail. */
    interface Work<T> {
        T run() throws KernelException;
    }

    /** The same with nothing to give back. */
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

    /** The same for work that changes nothing. */
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
     * The number of the state that whoever has the lock sees. It grows when the lock is given up after work that may have changed
     * something, so what was made of the state holds for as long as the number is the same.
     */
    long version() {
        return version;
    }

    /** The same for work that cannot fail. */
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

    /** A look at the state, which changes nothing and works on a crashed host too. */
    <T> T look(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    /** A change that works on a crashed host too. */
    <T> T alter(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            version++;
            lock.unlock();
        }
    }

    /** Waits, with the lock given up, until the condition holds. The caller has the lock. */
    void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            version++;
            changed.awaitUninterruptibly();
            checkAlive();
        }
    }

    /** Waits for the condition, but not longer than this. Returns whether it holds. The caller has the lock. */
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
     * Waits for the condition, but not longer than this, and then has a look. For whoever listens to the kernel from
     * outside, and can be interrupted.
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

    /** Lets others look again, before the caller waits for them. The caller has the lock. */
    void tell() {
        changed.signalAll();
    }

    /** Takes as long as this, with the lock given up. The caller has the lock. */
    void spend(Duration time) {
        if (!time.isZero() && !time.isNegative()) {
            await(() -> false, time);
        }
    }

    /** Ends the host. The caller has the lock. */
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
