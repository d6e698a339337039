// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.WriteInterceptor;
import io.bailiff.agent.pci.PciBus;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps control files covered while a group is lent or about to be lent, and uncovered otherwise: the shared files, and files of lent
 * functions that are decided by their value. The files of a driver that
 * comes back are other files without a cover, so that the covers must be renewed. A failure is logged; until the next call the marks of
 * fanotify alone guard a file without a cover.
 */
final class CoveredFiles {

    private static final Logger LOG = LoggerFactory.getLogger(CoveredFiles.class);
    private static final String PROBE = "/sys/bus/pci/drivers_probe";
    private static final List<String> OF_DRIVER = List.of("/bind", "/unbind", "/new_id", "/remove_id");

    private final HostFiles files;
    private final WriteInterceptor interceptor;
    private final LentGroups lentGroups;
    private Set<String> ofFunctions = Set.of();
    private int loansInPreparation;
    private boolean isUp;
    private volatile @Nullable String failure;

    CoveredFiles(HostFiles files, WriteInterceptor interceptor, LentGroups lentGroups) {
        this.files = files;
        this.interceptor = interceptor;
        this.lentGroups = lentGroups;
    }

    /** Returns true if the file is covered at present. */
    boolean contains(String path) {
        return interceptor.covered().contains(path);
    }

    /** Covers the files before the journal of a loan exists. The caller calls {@link #loanPrepared} later. */
    synchronized void prepareLoan() {
        loansInPreparation++;
        renew();
    }

    /** Ends a {@link #prepareLoan}: the journal of the loan exists, or the loan has failed. */
    synchronized void loanPrepared() {
        loansInPreparation--;
    }

    /**
     * Covers or uncovers the files as {@link #renew()}.
     *
     * @param filesOfFunctions the files of lent functions that are decided by their value
     */
    synchronized void renew(Set<String> filesOfFunctions) {
        ofFunctions = Set.copyOf(filesOfFunctions);
        renew();
    }

    /** Covers or uncovers the files, and covers the files of drivers that have come. */
    synchronized void renew() {
        try {
            isUp = mustCover();
            interceptor.coverOnly(isUp ? all() : Set.of());
            if (failure != null) {
                LOG.info("covered the control files again");
            }
            failure = null;
        } catch (HostFileException e) {
            if (failure == null) {
                LOG.error(
                        "cannot cover control files error={}: opens of the files are decided without the written function",
                        e.getMessage());
            }
            failure = e.getMessage();
        }
    }

    /** Covers or uncovers the files if the first loan has begun or the last loan has ended. Cheap: looks at the journals alone. */
    synchronized void followLoans() {
        if (mustCover() != isUp) {
            renew();
        }
    }

    /** Returns the reason why files could not be covered, for people; empty if all are covered as needed. */
    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** An unreadable journal may be about a loan. */
    private boolean mustCover() {
        try {
            return loansInPreparation > 0 || !lentGroups.none();
        } catch (IOException unreadable) {
            return true;
        }
    }

    private Set<String> all() throws HostFileException {
        Set<String> paths = new HashSet<>(ofFunctions);
        paths.add(PROBE);
        for (String driver : files.list(PciBus.DRIVERS)) {
            OF_DRIVER.forEach(file -> paths.add(PciBus.DRIVERS + driver + file));
        }
        return paths;
    }
}
