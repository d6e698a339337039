package io.bailiff.agent.guard;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.group.GroupUseScan;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import java.util.Optional;

/** Looks who has a lent group open. */
final class LentGroupUse {

    private final PciBus bus;
    private final GroupUseScan use;

    LentGroupUse(PciBus bus, GroupUseScan use) {
        this.bus = bus;
        this.use = use;
    }

    /** Returns true if it is certain that no process has the group open. */
    boolean isFree(LentGroup lent) {
        try {
            Optional<IommuGroup> group = Optional.empty();
            for (LentGroup.Member member : lent.members()) {
                group = group.isPresent() ? group : bus.groupOf(member.address());
            }
            return group.map(use::scan)
                    .filter(found -> found.state() == GroupUse.State.FREE)
                    .isPresent();
        } catch (HostFileException notToBeTold) {
            return false;
        }
    }
}
