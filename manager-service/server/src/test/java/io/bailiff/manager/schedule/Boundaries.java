// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

/**
 * The places where a manager can be interrupted: others have changed something when it goes on, or it never does.
 * Everything between two of them is atomic, by a transaction or because nobody else sees it.
 */
interface Boundaries {

    /** A kind of place. */
    enum Place {
        /** A transaction is about to begin. */
        BEGIN,
        /** One is about to be committed. */
        COMMIT,
        /** One has been, and its caller does not know yet. */
        COMMITTED,
        /** libvirt is about to be asked how a guest is. */
        LOOK,
        /** libvirt is about to do something. */
        CALL,
        /** It has, and its caller does not know yet. */
        CALLED
    }

    /** What becomes of a commit. */
    enum Commit {
        WORKS,
        /** Nothing is written, and the manager is told so. */
        FAILS,
        /** All is written, and the manager is told that it failed. */
        IS_LOST
    }

    void at(Place place);

    /** The one that is about to happen. */
    Commit commit();

    boolean databaseAway();
}
