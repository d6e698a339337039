// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.process.HostReading;
import java.util.List;

/** Decides if a group is host-critical. An unknown answer also counts as a refusal. */
public interface HostNeeds {

    /** Returns the reasons why the group cannot leave the host now; empty if the group can leave. */
    List<Refusal> refusals(IommuGroup group);

    /**
     * Returns the unknowns of the host, and the answers to the unknowns.
     *
     * @param functions all functions of the host; an unknown names the functions that the unknown may be about
     */
    default HostUnknowns unknowns(List<FunctionReport> functions) {
        return HostUnknowns.NONE;
    }

    /** Returns a snapshot for questions about several groups: the host is read once instead of once per group. */
    default HostNeeds now() {
        return this;
    }

    /** Returns a snapshot like {@link #now()}, as a part of a survey with a shared reading of the host. */
    default HostNeeds now(HostReading reading) {
        return now();
    }
}
