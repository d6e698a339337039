package io.bailiff.libvirt.connection;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Counts who uses a session, and closes it when the last one leaves. Closing it under a call would free native memory that
 * the call still reads, which ends the process.
 */
final class CallPermit<S extends Session> {

    private final S session;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** The number of users. The supervisor counts as one until the supervisor retires the session. */
    private int users = 1;

    private boolean retired;

    CallPermit(S session) {
        this.session = session;
    }

    S session() {
        return session;
    }

    /** Whether the caller may use the session; if so, it must {@link #leave}. */
    synchronized boolean enter() {
        if (retired) {
            return false;
        }
        users++;
        return true;
    }

    void leave() {
        if (wasLast()) {
            try {
                session.close();
            } finally {
                closed.countDown();
            }
        }
    }

    /** Lets nobody in any more. Closes the session, now or when the last call on it has ended. */
    void retire() {
        synchronized (this) {
            if (retired) {
                return;
            }
            retired = true;
        }
        leave();
    }

    /** Whether the session was closed within the time. */
    boolean awaitClosed(Duration limit) throws InterruptedException {
        return closed.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized boolean wasLast() {
        users--;
        return users == 0;
    }
}
