// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.pci.IommuGroup;
import java.util.List;

/** A reason for keeping a group on the host that the group itself shows, whatever its use. */
interface GroupCheck {

    /** Returns the refusals of this kind; empty if the group may leave the host as far as this check is concerned. */
    List<Refusal> refusals(IommuGroup group);
}
