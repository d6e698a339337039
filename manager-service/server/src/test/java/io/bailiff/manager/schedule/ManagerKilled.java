// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

/** The manager is killed here: nothing of it goes on. */
final class ManagerKilled extends Error {

    private static final long serialVersionUID = 1;

    ManagerKilled(String where) {
        super("killed at " + where, null, false, false);
    }
}
