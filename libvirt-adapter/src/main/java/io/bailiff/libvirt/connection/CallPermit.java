// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.connection;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Counts the users of a session, and closes the session when the last user leaves. Closing the session during a call would free
 * native memory still in use by the call, and so end the process.
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

    /**
     * Registers the caller as a user of the session, unless the session is retired.
     *
     * @return true if the caller may use the session; the caller must then call {@link #leave}
     */
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

    /** Admits no more users. Closes the session at once, or when the last call on the session has ended. */
    void retire() {
        synchronized (this) {
            if (retired) {
                return;
            }
            retired = true;
        }
        leave();
    }

    /**
     * Waits for the end of the session.
     *
     * @return true if the session was closed within the time limit
     */
    boolean awaitClosed(Duration limit) throws InterruptedException {
        return closed.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized boolean wasLast() {
        users--;
        return users == 0;
    }
}
