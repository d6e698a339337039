// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.database;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The part of the database's connections for a kind of caller. A thread has the share that it has been given by {@link #during}. A thread
 * without a share works for the manager itself, for example for the ladder, and can use every connection that no share has in use.
 */
public enum Share {
    OPERATORS,
    AGENTS,
    /** The checks of the manager's health. */
    HEALTH;

    private static final ThreadLocal<@Nullable Share> PRESENT = new ThreadLocal<>();

    /** Runs work with this share on the present thread. */
    public void during(Runnable work) {
        Share before = PRESENT.get();
        PRESENT.set(this);
        try {
            work.run();
        } finally {
            if (before == null) {
                PRESENT.remove();
            } else {
                PRESENT.set(before);
            }
        }
    }

    /** Returns the share of the present thread. */
    static Optional<Share> present() {
        return Optional.ofNullable(PRESENT.get());
    }
}
