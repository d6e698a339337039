// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.database;

/** The settings leave no connection to the database for the manager itself. */
final class PoolTooSmallException extends RuntimeException {

    /** @param needed the sum of all shares and of the connections for the manager itself */
    PoolTooSmallException(int size, int needed) {
        super("The pool has " + size + " connections to the database, and the settings need at least " + needed);
    }
}
