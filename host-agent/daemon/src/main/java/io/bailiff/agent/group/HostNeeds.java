package io.bailiff.agent.group;

import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.pci.IommuGroup;
import java.util.List;

/** What the host cannot spare. What could not be found out is a refusal too. */
public interface HostNeeds {

    /** Why this group cannot leave the host now; empty if it can. */
    List<Refusal> refusals(IommuGroup group);
}
