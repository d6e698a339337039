// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.GroupFingerprint;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the files around lent functions watched while a group is detached, and unwatched otherwise: by marks, and the files that are decided
 * by their value by covers too. During a detach, a command of Bailiff in another process still writes to these files.
 */
final class LentFiles {

    private static final Logger LOG = LoggerFactory.getLogger(LentFiles.class);

    private final SurroundingFiles surrounding;
    private final LentGroups lentGroups;
    private final Marks marks;
    private final CoveredFiles covered;
    private volatile @Nullable Set<GroupFingerprint> known;
    private volatile @Nullable String failure;

    LentFiles(SurroundingFiles surrounding, LentGroups lentGroups, Marks marks, CoveredFiles covered) {
        this.surrounding = surrounding;
        this.lentGroups = lentGroups;
        this.marks = marks;
        this.covered = covered;
    }

    /** Watches the files of the groups that are detached now. A failure is logged, and the files of before stay watched. */
    synchronized void renew() {
        try {
            Set<GroupFingerprint> lent = lentGroups.pinnedFingerprints();
            Set<String> paths = surrounding.now();
            marks.lent(paths);
            covered.renew(SurroundingFiles.byValue(paths));
            known = lent;
            if (failure != null) {
                LOG.info("listed the files of lent functions again");
            }
            failure = null;
        } catch (IOException e) {
            if (failure == null) {
                LOG.error("cannot list the files of lent functions error={}: new files are unguarded", e.getMessage());
            }
            failure = e.getMessage();
            covered.renew();
        }
    }

    /** Watches other files if a loan has begun or ended since the last call. Cheap: looks at the journals alone. */
    synchronized void followLoans() {
        if (!lent().equals(known)) {
            renew();
        } else {
            covered.followLoans();
        }
    }

    /** Returns the detached groups; the groups of before if the journals cannot be read. */
    private Set<GroupFingerprint> lent() {
        try {
            return lentGroups.pinnedFingerprints();
        } catch (IOException unreadable) {
            Set<GroupFingerprint> before = known;
            return before == null ? Set.of() : before;
        }
    }
}
