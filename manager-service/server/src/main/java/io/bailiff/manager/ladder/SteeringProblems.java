package io.bailiff.manager.ladder;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.problem.Problem;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/** The API problems of rejected operators' requests about a conflict. */
final class SteeringProblems {

    private static final String TOO_LATE = "too-late";

    private SteeringProblems() {}

    static Problem over(Conflict conflict) {
        return refused(conflict, TOO_LATE, "it is over", "Look at its timeline.");
    }

    static Problem fenced(Conflict conflict) {
        return refused(
                conflict,
                TOO_LATE,
                "the guest is fenced and cannot be asked for anything",
                "Repair the host, then POST /api/v1/conflicts/" + conflict.id() + "/unfence.");
    }

    static Problem released(Conflict conflict, Assignment assignment) {
        return refused(
                        conflict,
                        TOO_LATE,
                        assignment.guestName() + " has no function of the group, and assignment " + assignment.id()
                                + " is " + assignment.state(),
                        "Wait until the conflict is RESOLVED. If it stays open, its problem says why.")
                .with("assignment", assignment.id());
    }

    static Problem goesBack(Conflict conflict, Assignment assignment) {
        return refused(
                        conflict,
                        TOO_LATE,
                        "assignment " + assignment.id() + " is " + assignment.state() + ", so the host gets the group",
                        "Assign the functions again when the conflict is over.")
                .with("assignment", assignment.id());
    }

    static Problem forbidden(Conflict conflict, String verb) {
        return refused(conflict, "rung-forbidden", "a policy forbids to " + verb, "Change the policy first.");
    }

    static Problem notClaimed(Conflict conflict) {
        return refused(
                conflict,
                "not-claimed",
                "it is being ended, because it was withdrawn or nobody claims the group any more",
                "Claim the function again when the conflict is over.");
    }

    static Problem follows(Conflict conflict, UUID lead) {
        return refused(
                        conflict,
                        "follows-another",
                        "its guest is ended by conflict " + lead,
                        "Steer that one: POST /api/v1/conflicts/" + lead + "/...")
                .with("follows", lead);
    }

    static Problem notFenced(Conflict conflict) {
        return refused(conflict, "not-fenced", "it is not fenced", "Look at the conflict again.");
    }

    static Problem notFree(Conflict conflict, Optional<GroupUse> use) {
        return refused(
                        conflict,
                        "group-not-free",
                        "somebody may still have the group open",
                        "End the process, or boot the host again; then say so again.")
                .with("use", use.map(Object::toString).orElse("unknown"));
    }

    private static Problem refused(Conflict conflict, String name, String why, String remedy) {
        return Problem.of(
                        HttpStatus.CONFLICT,
                        name,
                        "That cannot be done to the conflict",
                        "Conflict " + conflict.id() + " is " + conflict.state() + ": " + why,
                        remedy)
                .with("state", conflict.state());
    }
}
