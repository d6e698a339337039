package io.bailiff.agent.group;

import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.pci.IommuGroup;
import java.util.List;

/** What the host cannot spare. What could not be found out is a refusal too. */
public interface HostNeeds {

    /** Why this group cannot leave the host now; empty if it can. */
    List<Refusal> refusals(IommuGroup group);

    /** What is so now, to be asked about several groups: the host is read once and not for each of them. */
    default HostNeeds now() {
        return this;
    }
}
