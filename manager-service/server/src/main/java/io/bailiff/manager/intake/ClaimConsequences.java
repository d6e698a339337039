// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.intake;

import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.claim.Claim;
import io.bailiff.manager.claim.ClaimStore;
import io.bailiff.manager.claim.ClaimText;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.intake.ConflictIntake.Contested;
import io.bailiff.manager.ladder.ConflictStepper;
import io.bailiff.manager.step.Steps;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Handles the new status of a host's claim at once: writes the timeline entries, and notifies or creates conflicts. */
@Component
class ClaimConsequences {

    private static final String WITHOUT_FUNCTION =
            "No guest is asked, because the agent holds a process without knowing the function"
                    + " that the process wants. End the process on the host, or take the function by POST /api/v1/hosts/HOST/reclaims.";

    private final ConflictStore conflictStore;
    private final ClaimStore claims;
    private final Assignments assignments;
    private final Timeline timeline;
    private final Steps steps;

    ClaimConsequences(
            ConflictStore conflictStore, ClaimStore claims, Assignments assignments, Timeline timeline, Steps steps) {
        this.conflictStore = conflictStore;
        this.claims = claims;
        this.assignments = assignments;
        this.timeline = timeline;
        this.steps = steps;
    }

    /** The assignment and the conflict of a timeline entry. */
    private record Place(
            @Nullable UUID assignment, @Nullable UUID conflict) {}

    /**
     * Writes the timeline entries of changed claims, and wakes the conflicts of the claims.
     *
     * @return the claims that wait for a single group, lent at present and without a conflict of the claim
     */
    List<Contested> of(UUID host, List<Claim> changed) {
        List<Contested> contested = new ArrayList<>();
        if (!changed.isEmpty()) {
            Lent lent = lentOn(host);
            changed.forEach(claim -> say(claim, places(claim, claim.onHost().orElseThrow(), lent, contested)));
        }
        return contested;
    }

    private void say(Claim claim, List<Place> places) {
        if (claims.isFoundAgain(claim)) {
            return;
        }
        Claim.OnHost told = claim.onHost().orElseThrow();
        String kind = "claim-" + told.status().name().toLowerCase(Locale.ROOT).replace('_', '-');
        String text = ClaimText.whole(claim, told);
        places.forEach(
                place -> timeline.add(claim.host(), place.assignment(), place.conflict(), kind, told.who(), text));
        if (claim.isHeldWithoutFunction()) {
            places.forEach(place -> timeline.add(
                    claim.host(),
                    place.assignment(),
                    place.conflict(),
                    "claim-without-function",
                    Timeline.MANAGER,
                    WITHOUT_FUNCTION));
        }
    }

    private List<Place> places(Claim claim, Claim.OnHost told, Lent lent, List<Contested> contested) {
        List<Place> places = new ArrayList<>();
        for (Claim.OnGroup on : claim.groups()) {
            if (on.conflict() != null) {
                places.add(known(on.conflict()));
            } else {
                Optional<Assignment> holder = lent.to(claim, on.group());
                holder.filter(assignment -> waitsForOne(claim))
                        .ifPresent(assignment -> contested.add(new Contested(claim, on.group(), assignment)));
                holder.map(assignment -> told.status() == Status.DENIED
                                ? denied(claim, on.group(), assignment)
                                : new Place(assignment.id(), null))
                        .filter(place -> !places.contains(place))
                        .ifPresent(places::add);
            }
        }
        return places.isEmpty() ? List.of(new Place(null, null)) : places;
    }

    private static boolean waitsForOne(Claim claim) {
        return claim.waits() && !claim.isHeldWithoutFunction() && claim.groups().size() == 1;
    }

    private Place known(UUID conflict) {
        conflictStore.claimChanged(conflict);
        steps.wake(ConflictStepper.KIND, conflict);
        return new Place(conflictStore.find(conflict).orElseThrow().assignment(), conflict);
    }

    /** Stores a conflict that is over at once: the guard has refused the claim, and the guest keeps its functions. */
    private Place denied(Claim claim, GroupFingerprint group, Assignment assignment) {
        UUID conflict = conflictStore.denied(assignment);
        claims.became(claim.id(), group, conflict);
        return new Place(assignment.id(), conflict);
    }

    /** Returns the present loans of a host. */
    Lent lentOn(UUID host) {
        return new Lent(assignments.liveOn(host));
    }

    /** The loans of a host, as live assignments. */
    record Lent(List<Assignment> assignments) {

        /**
         * Returns the assignment of a claimed group. The group is found by its fingerprint or, if the fingerprint has changed since the
         * loan, by the claimed function.
         */
        Optional<Assignment> to(Claim claim, GroupFingerprint group) {
            return assignments.stream()
                    .filter(assignment -> assignment.group().equals(group))
                    .findFirst()
                    .or(() -> Optional.ofNullable(claim.function())
                            .map(PciAddress::parse)
                            .flatMap(this::with));
        }

        private Optional<Assignment> with(PciAddress function) {
            return assignments.stream()
                    .filter(assignment -> assignment.hasMember(function))
                    .findFirst();
        }
    }
}
