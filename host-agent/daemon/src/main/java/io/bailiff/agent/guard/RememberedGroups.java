// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.Journal;
import io.bailiff.agent.host.HostFileException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lent groups of an earlier decision, with everything that the groups were made from.
 *
 * @param facts the lasting facts about functions
 * @param journals the journals of the groups
 * @param onDrivers the functions on each driver
 * @param groups the groups
 */
record RememberedGroups(
        BusFacts facts, List<Journal> journals, Map<String, Set<PciAddress>> onDrivers, List<LentGroup> groups) {

    /** Returns true if the groups were made from these facts and journals. Facts that were read again are other facts. */
    @SuppressWarnings("ReferenceEquality")
    boolean isFrom(BusFacts factsNow, List<Journal> journalsNow) {
        return facts == factsNow && journals.equals(journalsNow);
    }

    /** Returns true if every driver has the same functions as before, without an unbind in between. */
    @SuppressWarnings("ReferenceEquality")
    boolean isBoundAsIn(BoundFunctions bound) throws HostFileException {
        for (Map.Entry<String, Set<PciAddress>> driver : onDrivers.entrySet()) {
            if (bound.on(driver.getKey()) != driver.getValue()) {
                return false;
            }
        }
        return true;
    }
}
