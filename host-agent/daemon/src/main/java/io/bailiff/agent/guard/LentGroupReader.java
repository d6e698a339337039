// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.Journal;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.PciBus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the current bindings of the members of lent groups, for one decision. A member on the driver of the journal costs no read of its
 * own: the driver's directory shows all such members at once. The driver and the override of every other member are read from the member.
 */
final class LentGroupReader {

    private final PciBus bus;
    private final BusFacts facts;
    private final BoundFunctions bound;
    private final Map<String, Set<PciAddress>> onDriver = new HashMap<>();
    private boolean hasReadMember;

    LentGroupReader(PciBus bus, BusFacts facts, BoundFunctions bound) {
        this.bus = bus;
        this.facts = facts;
        this.bound = bound;
    }

    LentGroup read(Journal journal) throws HostFileException {
        Map<PciAddress, LentGroup.Member> members = new LinkedHashMap<>();
        for (Journal.Member member : journal.members()) {
            member(member.address(), Optional.of(member)).ifPresent(it -> members.put(it.address(), it));
        }
        Set<PciAddress> seen = new HashSet<>();
        for (PciAddress address : List.copyOf(members.keySet())) {
            // All members have the same mates, unless the group was taken apart after the detach.
            if (!seen.contains(address)) {
                for (PciAddress mate : facts.mates(address)) {
                    if (seen.add(mate) && !members.containsKey(mate) && facts.mayBeEndpoint(mate)) {
                        member(mate, Optional.empty()).ifPresent(it -> members.put(mate, it));
                    }
                }
            }
        }
        return new LentGroup(
                journal.fingerprint(),
                journal.owner(),
                List.copyOf(members.values()),
                journal.phase() != Journal.Phase.DETACHED);
    }

    /** Returns the function as a member; empty if the function is gone from the host. */
    private Optional<LentGroup.Member> member(PciAddress address, Optional<Journal.Member> journal)
            throws HostFileException {
        Optional<String> place = facts.place(address);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> pin = journal.map(Journal.Member::targetDriver);
        Optional<String> driver = pin.isPresent() && isOn(pin.get(), address) ? pin : ownDriver(address);
        Optional<String> override = driver.isPresent() ? Optional.empty() : bus.driverOverride(address);
        return Optional.of(new LentGroup.Member(
                address,
                pin.orElse(null),
                journal.flatMap(it -> Optional.ofNullable(it.driver())).orElse(null),
                driver.orElse(null),
                override.orElse(null),
                place.get(),
                facts.physicalPlace(address).orElse(null)));
    }

    private Optional<String> ownDriver(PciAddress address) throws HostFileException {
        hasReadMember = true;
        return bus.driver(address);
    }

    /**
     * Returns the listings of drivers that, with the facts, are the only sources of all groups read; empty if another source was read:
     * the driver or the override of a member.
     */
    Optional<Map<String, Set<PciAddress>>> sources() {
        return hasReadMember ? Optional.empty() : Optional.of(Map.copyOf(onDriver));
    }

    private boolean isOn(String driver, PciAddress address) throws HostFileException {
        Set<PciAddress> functions = onDriver.get(driver);
        if (functions == null) {
            functions = bound.on(driver);
            onDriver.put(driver, functions);
        }
        return functions.contains(address);
    }
}
