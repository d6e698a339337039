// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.Target;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.Guests;
import io.bailiff.manager.host.Hosts;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Describes a fence for operators. */
@Component
class FenceReport {

    private final Hosts hosts;
    private final Guests guests;
    private final Possession possession;

    FenceReport(Hosts hosts, Guests guests, Possession possession) {
        this.hosts = hosts;
        this.guests = guests;
        this.possession = possession;
    }

    /** Returns the problem of a fence that does not stand yet. */
    String notYet(Conflict conflict, Assignment assignment, Optional<String> reason) {
        return "The agent of " + hosts.name(conflict.host()) + " has not cleared bus mastering on "
                + Isolation.members(assignment)
                + reason.map(known -> ": " + known).orElse("");
    }

    /** Returns the timeline entry of a fence: the host, the functions, the guest, the other guests, and the operator's next action. */
    String fenced(Conflict conflict, Assignment assignment) {
        String host = hosts.name(conflict.host());
        Target target = Target.of(conflict, assignment);
        String guest = target.name();
        return guest + " on " + host + " is fenced: " + why(conflict) + ". Bus mastering is off on "
                + Isolation.members(assignment) + ". "
                + Prospects.condition(possession.condition(target), guest) + " " + others(target, host)
                + " Repair the host (usually reboot it), then POST /api/v1/conflicts/" + conflict.id() + "/unfence";
    }

    /**
     * Returns the timeline entry of a fence whose functions may still write to memory.
     *
     * @param problem the agent's reason
     */
    String fencedInPart(Conflict conflict, Assignment assignment, String problem) {
        Target target = Target.of(conflict, assignment);
        String host = hosts.name(conflict.host());
        return target.name() + " on " + host + " is fenced only by suspension and by denial of all claims: "
                + why(conflict) + ". " + problem
                + ". The functions may write to the memory of the host and of every guest. "
                + Prospects.condition(possession.condition(target), target.name()) + " " + others(target, host)
                + " Repair the host now (usually reboot it), then POST /api/v1/conflicts/" + conflict.id() + "/unfence";
    }

    private static String why(Conflict conflict) {
        return conflict.ladder().asks(Rung.DESTROY).count() > 1
                ? "its process has survived SIGKILL"
                : "an operator has skipped the wait for the end of its process";
    }

    /** Returns the other guests of the host, as a sentence: a repair of the host concerns these guests too. */
    private String others(Target target, String host) {
        try {
            String others = guests.known(target.share().host()).stream()
                    .filter(known -> !known.uuid().equals(target.guest()))
                    .map(known -> known.name() + (known.active() ? "" : " (off)"))
                    .collect(Collectors.joining(", "));
            return others.isEmpty()
                    ? host + " has no other guests."
                    : "Move the other guests of " + host + ": " + others + ".";
        } catch (GuestException unseen) {
            return "The other guests of " + host + " are unknown, because libvirt does not answer.";
        }
    }
}
