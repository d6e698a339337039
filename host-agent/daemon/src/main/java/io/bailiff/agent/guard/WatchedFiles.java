// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

/**
 * The control files that the guard watches.
 *
 * @param marks the marks on all files, for opens
 * @param covered the covers over files that are decided by the written text
 * @param lent the files around lent functions, which are marked and covered only while a group is lent
 */
record WatchedFiles(Marks marks, CoveredFiles covered, LentFiles lent) {

    /** Marks and covers files that have come without an event. */
    void renew() {
        marks.all();
        lent.renew();
    }
}
