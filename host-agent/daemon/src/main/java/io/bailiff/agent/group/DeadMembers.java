// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Separates the failures of dead members from the failures that stop a reattach. A dead member does not answer or is gone from the
 * bus: the failure of such a member is reported, and the other members of the group get their drivers.
 */
final class DeadMembers {

    private final FunctionMover functions;
    private final Map<PciAddress, String> excused = new TreeMap<>();

    DeadMembers(FunctionMover functions) {
        this.functions = functions;
    }

    /** Takes the failures of a leg. Returns the reasons that stop the reattach; empty if only dead members failed. */
    Optional<String> blocking(Map<PciAddress, MoveFailure> failures) {
        Map<PciAddress, String> blocking = new TreeMap<>();
        failures.forEach((address, failure) ->
                (isExcused(address, failure) ? excused : blocking).put(address, failure.reason()));
        return blocking.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", blocking.values()));
    }

    /**
     * Returns true if the failed member is dead. A pending step is never excused, not even of a dead member. The kernel may
     * wait for the reset of the function, or for a process with the group open (vfio_unregister_group_dev). As long as the group
     * may be in use, no other member may go to a host driver: a kernel without DMA ownership crashes.
     */
    private boolean isExcused(PciAddress address, MoveFailure failure) {
        try {
            return !failure.isPending() && functions.health(address).isDead();
        } catch (HostFileException unreadable) {
            // A function of unknown health is not dead.
            return false;
        }
    }

    /** Returns the members without a failure so far: a member that has failed in the first leg takes no second leg. */
    <M> List<M> without(List<M> members, Function<M, PciAddress> address) {
        return members.stream()
                .filter(member -> !excused.containsKey(address.apply(member)))
                .toList();
    }

    /** Returns the failures of the dead members as a sentence behind another sentence; empty if no dead member has failed. */
    String note() {
        return excused.isEmpty()
                ? ""
                : excused.values().stream()
                        .collect(Collectors.joining("; ", " Without the functions that do not answer: ", "."));
    }
}
