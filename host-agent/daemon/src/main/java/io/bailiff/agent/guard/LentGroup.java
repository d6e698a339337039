// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.VfioDrivers;
import io.bailiff.agent.guard.Way.Scope;
import io.bailiff.agent.pci.SysfsNames;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A lent group in the current state on the host.
 *
 * @param fingerprint the fingerprint at the time of the detach
 * @param owner the owner in the journal: {@code assignment 5f2c…} or {@code command line}
 * @param members the members in the journal (endpoints and stubbed bridges), and the endpoints that have appeared since; functions
 *     gone from the bus are missing
 * @param moves true while the group is being detached or reattached
 */
record LentGroup(GroupFingerprint fingerprint, String owner, List<Member> members, boolean moves) {

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
     * @param physicalPlace the directory of the physical function of a virtual function; null for another function
     */
    record Member(
            PciAddress address,
            @Nullable String pin,
            @Nullable String formerDriver,
            @Nullable String driver,
            @Nullable String override,
            String place,
            @Nullable String physicalPlace) {

        /** Returns true if the host has the function: the function is on a driver that is neither a vfio driver nor the pin. */
        boolean isOnHostDriver() {
            return driver != null && !VfioDrivers.isAway(driver) && !driver.equals(pin);
        }

        /**
         * Returns true if the member needs the function: the function is the member, its physical function, or a bridge above one of them.
         * A removal of such a function takes the member off the bus.
         */
        boolean needs(PciAddress function) {
            return relation(function).isPresent();
        }

        /** Returns the relation of a function to the member; empty if the member does not need the function. */
        Optional<Scope> relation(PciAddress function) {
            if (function.equals(address)) {
                return Optional.of(Scope.MEMBER);
            }
            if (function.equals(physical())) {
                return Optional.of(Scope.PHYSICAL);
            }
            return passes(place, function.toString())
                            || (physicalPlace != null && passes(physicalPlace, function.toString()))
                    ? Optional.of(Scope.BRIDGE)
                    : Optional.empty();
        }

        /** Returns the physical function and all bridges above the member and above its physical function. */
        Stream<PciAddress> needed() {
            return places().stream()
                    .flatMap(path -> SysfsNames.functions(path).stream())
                    .filter(function -> !function.equals(address))
                    .distinct();
        }

        /** Returns the member, and all functions of {@link #needed}. */
        Stream<PciAddress> withNeeded() {
            return Stream.concat(Stream.of(address), needed());
        }

        private static boolean passes(String place, String name) {
            return (place + "/").contains("/" + name + "/");
        }

        /** Returns the physical function of a virtual function; null for another function. */
        @Nullable
        PciAddress physical() {
            return physicalPlace == null
                    ? null
                    : SysfsNames.address(SysfsNames.last(physicalPlace)).orElse(null);
        }

        /** Returns the directories of the member, and of its physical function. */
        List<String> places() {
            return physicalPlace == null ? List.of(place) : List.of(place, physicalPlace);
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
