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

/** What follows at once from a host's claim that has got into a status, and what the record says of it. */
@Component
class ClaimConsequences {

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

    /** Where an entry of the record belongs. */
    private record Place(
            @Nullable UUID assignment, @Nullable UUID conflict) {}

    /** Returns those that wait for one group, which is lent, and are in no conflict. */
    List<Contested> of(UUID host, List<Claim> changed) {
        List<Contested> contested = new ArrayList<>();
        if (!changed.isEmpty()) {
            Lent lent = lentOn(host);
            changed.forEach(claim -> say(claim, places(claim, claim.onHost().orElseThrow(), lent, contested)));
        }
        return contested;
    }

    private void say(Claim claim, List<Place> places) {
        Claim.OnHost told = claim.onHost().orElseThrow();
        String kind = "claim-" + told.status().name().toLowerCase(Locale.ROOT).replace('_', '-');
        String text = ClaimText.whole(claim, told);
        places.forEach(
                place -> timeline.add(claim.host(), place.assignment(), place.conflict(), kind, told.who(), text));
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
        return claim.waits() && claim.groups().size() == 1;
    }

    private Place known(UUID conflict) {
        conflictStore.claimChanged(conflict);
        steps.wake(ConflictStepper.KIND, conflict);
        return new Place(conflictStore.find(conflict).orElseThrow().assignment(), conflict);
    }

    /** A conflict that is over at once: the guard has refused, and the guest keeps what it has. */
    private Place denied(Claim claim, GroupFingerprint group, Assignment assignment) {
        UUID conflict = conflictStore.denied(assignment);
        claims.became(claim.id(), group, conflict);
        return new Place(assignment.id(), conflict);
    }

    /** Who has what of a host now. */
    Lent lentOn(UUID host) {
        return new Lent(assignments.liveOn(host));
    }

    /** What is lent of a host, and to whom. */
    record Lent(List<Assignment> assignments) {

        /** Whose the group of a claim is: by its fingerprint or, where that has changed since it was lent, by the function. */
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
