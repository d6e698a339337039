// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.guard.LentGroup.Member;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.ArrayList;
import java.util.List;

/**
 * The hot-plug slots of the host. The file {@code address} of a slot names domain, bus and device ({@code 0000:02:01}), or domain and bus of
 * a slot with any device ({@code 0000:02}): address_read_file in drivers/pci/slot.c.
 */
final class Slots {

    static final String DIRECTORY = "/sys/bus/pci/slots/";

    private final HostFiles files;

    Slots(HostFiles files) {
        this.files = files;
    }

    /** Returns the names of the slots with a function that a member needs. */
    List<String> of(List<Member> members) throws HostFileException {
        if (!files.exists(DIRECTORY)) {
            return List.of();
        }
        List<String> found = new ArrayList<>();
        for (String slot : files.list(DIRECTORY)) {
            if (containsAny(slot, members)) {
                found.add(slot);
            }
        }
        return found;
    }

    private boolean containsAny(String slot, List<Member> members) throws HostFileException {
        try {
            String address = address(slot);
            return members.stream().anyMatch(member -> isIn(address, member));
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

    private String address(String slot) throws HostFileException {
        return files.read(DIRECTORY + slot + "/address").strip();
    }

    private static boolean isIn(String address, Member member) {
        char next = address.chars().filter(character -> character == ':').count() > 1 ? '.' : ':';
        return member.places().stream().anyMatch(place -> place.contains("/" + address + next));
    }
}
