// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.GroupFingerprint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the files around lent functions watched while a group is detached, and unwatched otherwise: by marks, the files that are decided by
 * their value by covers too, and the files of procfs by mounts that make them read-only. During a detach, a command of Bailiff in another process still writes to these files.
 */
final class LentFiles {

    private static final Logger LOG = LoggerFactory.getLogger(LentFiles.class);

    private final SurroundingFiles surrounding;
    private final LentGroups lentGroups;
    private final Marks marks;
    private final CoveredFiles covered;
    private final ProcFiles procFiles;
    private final UnloadLimits unloads;
    private volatile @Nullable Set<GroupFingerprint> known;
    private volatile @Nullable String failure;

    LentFiles(
            SurroundingFiles surrounding,
            LentGroups lentGroups,
            Marks marks,
            CoveredFiles covered,
            ProcFiles procFiles,
            UnloadLimits unloads) {
        this.surrounding = surrounding;
        this.lentGroups = lentGroups;
        this.marks = marks;
        this.covered = covered;
        this.procFiles = procFiles;
        this.unloads = unloads;
    }

    /** Watches the files of the groups that are detached now. A failure is logged, and the files of before stay watched. */
    synchronized void renew() {
        try {
            Set<GroupFingerprint> lent = lentGroups.pinnedFingerprints();
            List<LentGroup> groups = lentGroups.pinned();
            procFiles.renew(groups);
            Set<String> paths = surrounding.of(groups);
            marks.lent(paths);
            covered.renew(SurroundingFiles.byValue(paths));
            unloads.renew(groups);
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

    /** Returns the ways to a lent function that the guard does not see at present, for people. */
    List<String> gaps() {
        List<String> gaps = new ArrayList<>(unloads.now());
        procFiles
                .failure()
                .ifPresent(why ->
                        gaps.add("Files of /proc/bus/pci could not be made read-only, so the configuration spaces"
                                + " of lent functions can be written there: " + why + "."));
        return gaps;
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
