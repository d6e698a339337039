// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.group.GroupUseScan;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import java.util.Optional;

/** Checks whether a process has a lent group open. */
final class LentGroupUse {

    private final PciBus bus;
    private final GroupUseScan use;

    LentGroupUse(PciBus bus, GroupUseScan use) {
        this.bus = bus;
        this.use = use;
    }

    /** Returns true only if certainly no process has the group open; false also if the use is unknown. */
    boolean isFree(LentGroup lent) {
        try {
            Optional<IommuGroup> group = Optional.empty();
            for (LentGroup.Member member : lent.members()) {
                group = group.isPresent() ? group : bus.groupOf(member.address());
            }
            return group.map(use::scan)
                    .filter(found -> found.state() == GroupUse.State.FREE)
                    .isPresent();
        } catch (HostFileException unreadable) {
            return false;
        }
    }
}
