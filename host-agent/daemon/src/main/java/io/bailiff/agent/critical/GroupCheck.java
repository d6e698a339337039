// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.pci.IommuGroup;
import java.util.List;

/** A check of the properties of a group, such as the classes of the members, and not of the uses of the group. */
interface GroupCheck {

    /** Returns the refusals of this kind; empty if the group may leave the host as far as this check is concerned. */
    List<Refusal> refusals(IommuGroup group);
}
