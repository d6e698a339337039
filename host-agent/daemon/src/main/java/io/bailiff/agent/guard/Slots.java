// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.guard.LentGroup.Member;
import io.bailiff.agent.host.HostDirectories;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.SysfsNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The hot-plug slots of the host. The file {@code address} of a slot names domain, bus and device ({@code 0000:02:01}), or domain and bus of
 * a slot with any device ({@code 0000:02}): address_read_file in drivers/pci/slot.c.
 */
final class Slots {

    static final String DIRECTORY = "/sys/bus/pci/slots/";
    private static final String BUSES = "/sys/class/pci_bus/";

    private final HostFiles files;

    Slots(HostFiles files) {
        this.files = files;
    }

    /** Returns the names of the slots with a function that a member needs, and of the empty slots whose function would join the group. */
    List<String> of(List<Member> members) throws HostFileException {
        List<String> found = new ArrayList<>();
        for (String slot : HostDirectories.listIfPresent(files, DIRECTORY)) {
            if (concernsAny(slot, members)) {
                found.add(slot);
            }
        }
        return found;
    }

    private boolean concernsAny(String slot, List<Member> members) throws HostFileException {
        try {
            for (Member member : members) {
                if (contains(slot, member) || fillsGroup(slot, member)) {
                    return true;
                }
            }
            return false;
        } catch (HostFileException failure) {
            if (failure.error() == HostError.NO_ENTRY) {
                return false;
            }
            throw failure;
        }
    }

    /** Returns true if the member, its physical function or a bridge above is in the slot. */
    boolean contains(String slot, Member member) throws HostFileException {
        return isIn(address(slot), member);
    }

    /**
     * Returns true if no function is in the slot, and a new function in the slot joins the group of the member: the bridge above the slot is in
     * the group, so that the bridge isolates no function below (pci_device_group in drivers/iommu/iommu.c).
     */
    boolean fillsGroup(String slot, Member member) throws HostFileException {
        String address = address(slot);
        Optional<PciAddress> bridge = bridgeAbove(address);
        if (bridge.isEmpty()) {
            return false;
        }
        Optional<String> group = group(bridge.get());
        return group.isPresent() && group.equals(group(member.address())) && isEmpty(address);
    }

    /** Returns the bridge whose bus has the slot; empty for a slot of a root bus, and for a bus that is gone. */
    private Optional<PciAddress> bridgeAbove(String address) throws HostFileException {
        String bus = hasDevice(address) ? address.substring(0, address.lastIndexOf(':')) : address;
        return files.readLink(BUSES + bus)
                .map(SysfsNames::functions)
                .filter(above -> !above.isEmpty())
                .map(above -> above.get(above.size() - 1));
    }

    private Optional<String> group(PciAddress function) throws HostFileException {
        return files.readLink(PciBus.DEVICES + function + "/iommu_group").map(SysfsNames::last);
    }

    private boolean isEmpty(String address) throws HostFileException {
        return files.list(PciBus.DEVICES).stream().noneMatch(name -> name.startsWith(address + next(address)));
    }

    private String address(String slot) throws HostFileException {
        return files.read(DIRECTORY + slot + "/address").strip();
    }

    private static boolean isIn(String address, Member member) {
        return member.places().stream().anyMatch(place -> place.contains("/" + address + next(address)));
    }

    /** Returns the character that follows the address of the slot in the names of its functions. */
    private static char next(String address) {
        return hasDevice(address) ? '.' : ':';
    }

    private static boolean hasDevice(String address) {
        return address.chars().filter(character -> character == ':').count() > 1;
    }
}
