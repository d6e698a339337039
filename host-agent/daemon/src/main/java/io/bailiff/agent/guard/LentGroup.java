// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.VfioDrivers;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A lent group in the current state on the host.
 *
 * @param fingerprint the fingerprint at the time of the detach
 * @param owner the owner in the journal: {@code assignment 5f2c…} or {@code command line}
 * @param members the members in the journal (endpoints and stubbed bridges), and the endpoints that have appeared since; functions
 *     gone from the bus are missing
 */
record LentGroup(GroupFingerprint fingerprint, String owner, List<Member> members) {

    LentGroup {
        members = List.copyOf(members);
    }

    /**
     * A member of a lent group.
     *
     * @param address the function
     * @param pin the driver in the override while the group is lent; null for a function that has appeared since the detach
     * @param formerDriver the driver before the detach, or null
     * @param driver the current driver, or null
     * @param override the current override, or null if no override is set; always null for a bound function, because an override
     *     has no effect there
     * @param place the directory below {@code /sys/devices}; the path contains the names of all bridges above the function
     */
    record Member(
            PciAddress address,
            @Nullable String pin,
            @Nullable String formerDriver,
            @Nullable String driver,
            @Nullable String override,
            String place) {

        /** Returns true if the host has the function: the function is on a driver that is neither a vfio driver nor the pin. */
        boolean isOnHostDriver() {
            return driver != null && !VfioDrivers.isAway(driver) && !driver.equals(pin);
        }

        /** Returns true if a removal of the function takes the member off the bus: the function is the member or a bridge above. */
        boolean goesWith(PciAddress removed) {
            return (place + "/").contains("/" + removed + "/");
        }
    }

    Optional<Member> member(PciAddress address) {
        return members.stream()
                .filter(member -> member.address().equals(address))
                .findFirst();
    }

    /** Returns true if the manager has lent the group; false if the group was lent by command line. */
    boolean isAssigned() {
        return owner.startsWith("assignment ");
    }
}
