// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.Transition;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.guest.ReleaseRequests;
import io.bailiff.manager.step.Next;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Takes the rung of a conflict while the guest has any function of the group. A rung acts on a single domain instance: a domain instance
 * started meanwhile has not been asked for anything yet.
 */
@Component
class Rungs {

    private final ConflictStore conflictStore;
    private final Map<ConflictState, RungStep> steps;
    private final GuestEnd guestEnd;
    private final ReleaseRequests requests;
    private final Assignments assignments;
    private final Possession possession;
    private final LadderProperties properties;

    Rungs(
            ConflictStore conflictStore,
            List<RungStep> steps,
            GuestEnd guestEnd,
            ReleaseRequests requests,
            Assignments assignments,
            Possession possession,
            LadderProperties properties) {
        this.conflictStore = conflictStore;
        this.steps = steps.stream().collect(Collectors.toMap(RungStep::state, Function.identity()));
        this.guestEnd = guestEnd;
        this.requests = requests;
        this.assignments = assignments;
        this.possession = possession;
        this.properties = properties;
    }

    Next take(ConflictContext context) {
        try {
            Next next = take(context, possession.look(context.assignment()));
            conflictStore.stepped(context.conflict());
            return next;
        } catch (GuestException failure) {
            conflictStore.problemIfLate(context.conflict(), failure.getMessage(), requests.interval());
            return Next.after(properties.look());
        }
    }

    private Next take(ConflictContext context, Holding holding) throws GuestException {
        Conflict conflict = context.conflict();
        Assignment assignment = context.assignment();
        requests.strip(assignment.share(), holding);
        if (!holding.live()) {
            assignments.wake(assignment.id());
        }
        if (possession.isOver(assignment, holding)) {
            conflictStore.problem(conflict, null);
            return Next.after(properties.look());
        }
        // A guest that is off and still has the group open counts as the same instance: its process has not ended.
        Optional<String> instance = holding.domainInstance()
                .filter(now -> !now.equals(conflict.ladder().domainInstance()));
        if (instance.isPresent() && !isFirst(conflict)) {
            return anotherInstance(conflict, assignment, instance.get());
        }
        if (conflict.state() != ConflictState.REQUESTING && !guestEnd.isOurs(conflict, assignment)) {
            return guestEnd.follow(conflict, assignment);
        }
        RungStep step = steps.get(conflict.state());
        if (step == null) {
            throw new IllegalStateException("No rung step for the state " + conflict.state());
        }
        return step.take(context, holding);
    }

    /**
     * Returns true if no domain instance of the guest has been asked for anything yet. The first request then stores the domain instance.
     */
    private static boolean isFirst(Conflict conflict) {
        return conflict.state() == ConflictState.REQUESTING
                && conflict.ladder().domainInstance() == null
                && conflict.ladder().asks(Rung.RELEASE).at() == null;
    }

    private Next anotherInstance(Conflict conflict, Assignment assignment, String instance) {
        boolean known = conflict.ladder().domainInstance() != null;
        conflictStore.move(
                conflict,
                Transition.ANOTHER_INSTANCE,
                row -> row.beginsWithInstance(instance),
                known
                        ? assignment.guestName() + " was started again and has the group. Domain instance " + instance
                                + " has not been asked yet: the ladder begins again with a release request."
                        : assignment.guestName() + " runs as domain instance " + instance
                                + ", which has not been asked yet: the ladder begins with a release request.");
        return Next.NOW;
    }
}
