// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.problem.Problem;
import io.bailiff.manager.use.GroupUser;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;

/** The API problems of rejected operators' requests about a conflict. */
final class SteeringProblems {

    private static final String TOO_LATE = "too-late";

    private SteeringProblems() {}

    /** Returns the rung of the conflict; rejects the request if the conflict is over or fenced. */
    static Rung requireRung(Conflict conflict) {
        Rung rung = conflict.state().rung();
        if (rung != null) {
            return rung;
        }
        throw problem(conflict).exception();
    }

    private static Problem problem(Conflict conflict) {
        if (conflict.state() == ConflictState.RETURNING) {
            return returning(conflict);
        }
        return conflict.state().ended() ? over(conflict) : fenced(conflict);
    }

    /** Rejects the request if another conflict ends the guest, and this conflict follows. */
    static void requireLead(Conflict conflict) {
        UUID lead = conflict.ladder().follows();
        if (lead != null && conflict.state() != ConflictState.REQUESTING) {
            throw follows(conflict, lead).exception();
        }
    }

    static Problem over(Conflict conflict) {
        return refused(
                conflict,
                TOO_LATE,
                "the conflict has ended",
                "GET /api/v1/conflicts/" + conflict.id() + " shows the outcome and the timeline.");
    }

    static Problem returning(Conflict conflict) {
        return refused(
                conflict,
                TOO_LATE,
                "no process has the group open any more, and the agent is reattaching the group to the host drivers",
                "Assign the functions again when the conflict has ended.");
    }

    static Problem fenced(Conflict conflict) {
        return refused(
                conflict,
                TOO_LATE,
                "the guest is fenced, and no rung follows a fence",
                "Repair the host, then POST /api/v1/conflicts/" + conflict.id() + "/unfence.");
    }

    static Problem released(Conflict conflict, Assignment assignment) {
        return refused(
                        conflict,
                        TOO_LATE,
                        assignment.shownGuest() + " has already released the group",
                        "Wait until the conflict has ended. If the conflict stays open, its field problem names the reason.")
                .with("assignment", assignment.id());
    }

    static Problem stranger(Conflict conflict, Assignment assignment, List<GroupUser> users) {
        return refused(
                        conflict,
                        "stranger-has-group",
                        GroupUser.list(users) + " has the group, and not " + assignment.shownGuest(),
                        "End that use or withdraw the conflict: POST /api/v1/conflicts/" + conflict.id() + "/withdraw.")
                .with("assignment", assignment.id());
    }

    static Problem goesBack(Conflict conflict, Assignment assignment) {
        return refused(
                        conflict,
                        TOO_LATE,
                        assignment.shownGuest()
                                + " has released the group, and the agent is reattaching the group to the host drivers",
                        "Assign the functions again when the conflict has ended.")
                .with("assignment", assignment.id());
    }

    static Problem forbidden(Conflict conflict, String verb) {
        return refused(
                conflict,
                "rung-forbidden",
                "a policy forbids to " + verb,
                "Change the policy, then repeat the request.");
    }

    static Problem notClaimed(Conflict conflict) {
        return refused(
                conflict,
                "not-claimed",
                "the conflict is about to end, because it was withdrawn or no claim on the group stands any more",
                "Claim the function again when the conflict has ended.");
    }

    static Problem follows(Conflict conflict, UUID lead) {
        return refused(
                        conflict,
                        "follows-another",
                        "conflict " + lead + " ends the same guest, and this conflict follows",
                        "Send the request for that conflict: POST /api/v1/conflicts/" + lead + "/...")
                .with("follows", lead);
    }

    static Problem notFenced(Conflict conflict) {
        return refused(
                conflict,
                "not-fenced",
                "the conflict is not fenced",
                "GET /api/v1/conflicts/" + conflict.id() + " shows the present state.");
    }

    static Problem notFree(Conflict conflict, Optional<GroupUse> use) {
        return refused(
                        conflict,
                        "group-not-free",
                        use.map(SteeringProblems::why)
                                .orElse("the agent has not reported the group, so a process may have the group open"),
                        "End the process, or reboot the host; then repeat the request.")
                .with("use", use.map(known -> known.state().name()).orElse("UNKNOWN"));
    }

    private static String why(GroupUse use) {
        return switch (use.state()) {
            case IN_USE ->
                "processes have the group open: "
                        + use.holders().stream()
                                .map(GroupUse.Holder::description)
                                .collect(Collectors.joining(", "));
            case UNKNOWN -> "the agent cannot determine if a process has the group open";
            case FREE -> "the agent reports the group free";
        };
    }

    private static Problem refused(Conflict conflict, String name, String why, String remedy) {
        return Problem.of(
                        HttpStatus.CONFLICT,
                        name,
                        "The request comes at the wrong time for the conflict",
                        "Conflict " + conflict.id() + " cannot be changed: " + why,
                        remedy)
                .with("state", conflict.state());
    }
}
