// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.PciAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The members of a fenced group. Bus mastering is verified as off on every member with an answer.
 *
 * @param cleared the members without bus mastering
 * @param silent the members without an answer: such a member has no link or no power, and the command register cannot be cleared
 * @param gone the members gone from the bus
 */
public record FencedMembers(List<PciAddress> cleared, List<PciAddress> silent, List<PciAddress> gone) {

    public FencedMembers {
        cleared = List.copyOf(cleared);
        silent = List.copyOf(silent);
        gone = List.copyOf(gone);
    }

    /** Describes the fence for people. */
    public String text() {
        List<String> parts = new ArrayList<>();
        if (!cleared.isEmpty()) {
            parts.add("Bus mastering is off on " + names(cleared) + ".");
        }
        if (!silent.isEmpty()) {
            parts.add("Bus mastering cannot be cleared on " + names(silent)
                    + ": no answer. A function without link or power cannot write to memory.");
        }
        if (!gone.isEmpty()) {
            parts.add("Gone from the bus: " + names(gone) + ".");
        }
        return String.join(" ", parts);
    }

    private static String names(List<PciAddress> members) {
        return members.stream().map(PciAddress::toString).collect(Collectors.joining(", "));
    }
}
