// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.health;

import io.bailiff.agent.api.FunctionHealth;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.HealthEvent.Kind;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.LentJournals;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.LinkState;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds defects without a uevent: a lent function without an answer, and a link slower than at the detach. */
public final class HealthMonitor {

    private static final Logger LOG = LoggerFactory.getLogger(HealthMonitor.class);

    private final HostFiles files;
    private final LentJournals lent;
    private final HealthBook book;

    public HealthMonitor(HostFiles files, LentJournals lent, HealthBook book) {
        this.files = files;
        this.lent = lent;
        this.book = book;
    }

    /**
     * Looks at the members of lent groups after a survey. Returns true if an event was recorded.
     *
     * @param groups the groups of the survey
     */
    public boolean survey(List<IommuGroupReport> groups) {
        boolean changed = false;
        for (IommuGroupReport group : groups) {
            if (group.state() == GroupState.DETACHED && group.owner() != null) {
                for (FunctionReport member : group.members()) {
                    changed |= member.health() == FunctionHealth.NO_ANSWER
                            && book.recordOnce(member.address(), Kind.STOPPED_ANSWERING, null);
                }
            }
        }
        return changed;
    }

    /**
     * Compares the link of a lent function with the link at the detach. The caller calls only after the link was trained again: a function
     * without load may lower the speed of the link at any time, which is no defect. Returns true if the events have changed.
     */
    public boolean checkLink(PciAddress function) {
        try {
            Optional<LinkState> before = lent.all().stream()
                    .flatMap(journal -> journal.members().stream())
                    .filter(member -> member.address().equals(function))
                    .flatMap(member -> Stream.ofNullable(member.link()))
                    .findFirst();
            Optional<LinkState> now = LinkState.read(files, function);
            if (before.isEmpty() || now.isEmpty() || !now.get().isBelow(before.get())) {
                return false;
            }
            book.record(function, Kind.LINK_DEGRADED, before.get() + " at the detach, " + now.get() + " now");
            return true;
        } catch (IOException unreadable) {
            LOG.error(
                    "cannot compare the link with the link at the detach function={} error={}",
                    function,
                    unreadable.getMessage());
            return false;
        }
    }
}
