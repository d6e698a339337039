// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.conflict.ActsOn;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.Target;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.guest.ReleaseRequests;
import io.bailiff.manager.step.Next;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Takes the rung of a conflict while a guest has any function of the group. A rung acts on a single domain instance: a domain instance
 * started meanwhile has not been asked for anything yet.
 */
@Component
class Rungs {

    private final ConflictStore conflictStore;
    private final RungSteps steps;
    private final GuestEnd guestEnd;
    private final ReleaseRequests requests;
    private final Assignments assignments;
    private final OtherUsers others;
    private final Possession possession;

    Rungs(
            ConflictStore conflictStore,
            RungSteps steps,
            GuestEnd guestEnd,
            ReleaseRequests requests,
            Assignments assignments,
            OtherUsers others,
            Possession possession) {
        this.conflictStore = conflictStore;
        this.steps = steps;
        this.guestEnd = guestEnd;
        this.requests = requests;
        this.assignments = assignments;
        this.others = others;
        this.possession = possession;
    }

    Next take(ConflictContext context) {
        try {
            Next next = look(context);
            conflictStore.stepped(context.conflict());
            return next;
        } catch (GuestException failure) {
            conflictStore.problemIfLate(context.conflict(), failure.getMessage(), requests.interval());
            return steps.later();
        }
    }

    /** Looks at the guest of the assignment and, if the rungs act on another guest, at this guest. */
    private Next look(ConflictContext context) throws GuestException {
        Target borrower = Target.borrower(context.assignment());
        Holding holding = possession.look(borrower);
        requests.strip(borrower.share(), holding);
        if (!holding.live()) {
            assignments.wake(context.assignment().id());
        }
        Target target = context.target();
        if (target.guest().equals(borrower.guest())) {
            return take(context, target, holding);
        }
        return holding.live()
                ? anotherInstance(context, borrower, holding.domainInstance().orElseThrow())
                : take(context, target, possession.look(target));
    }

    private Next take(ConflictContext context, Target target, Holding holding) throws GuestException {
        Conflict conflict = context.conflict();
        Possession.Grip grip = possession.grip(conflict, context.assignment(), target, holding);
        if (grip.isNobody()) {
            others.haveLeft(conflict);
            return steps.later();
        }
        if (!grip.target()) {
            return others.have(context, grip.others());
        }
        // A guest that is off and still has the group open counts as the same instance: its process has not ended.
        Optional<String> instance = holding.domainInstance()
                .filter(now -> !now.equals(conflict.ladder().domainInstance()));
        if (instance.isPresent() && !isFirst(conflict)) {
            return anotherInstance(context, target, instance.get());
        }
        if (conflict.state() != ConflictState.REQUESTING && !guestEnd.isOurs(conflict, context.assignment())) {
            return guestEnd.follow(conflict, context.assignment());
        }
        return notesProcess(context, target, holding) ? Next.NOW : steps.take(context, holding);
    }

    /**
     * Stores the guest's QEMU process while libvirt shows the guest with the group. Later only this process proves that the guest still has
     * the group open. A guest that cannot answer gets no release request, which also stores the process.
     */
    private boolean notesProcess(ConflictContext context, Target target, Holding holding) {
        ActsOn on = context.conflict().ladder().on();
        boolean sameInstance = holding.domainInstance()
                .filter(now -> now.equals(on.domainInstance()))
                .isPresent();
        if (!holding.live() || !sameInstance || on.process() != null) {
            return false;
        }
        return possession
                .process(context.assignment(), target)
                .filter(process -> conflictStore.note(context.conflict(), row -> row.guestProcess(process)))
                .isPresent();
    }

    /**
     * Returns true if no domain instance of the guest has been asked for anything yet. The first request then stores the domain instance.
     */
    private static boolean isFirst(Conflict conflict) {
        return conflict.state() == ConflictState.REQUESTING
                && conflict.ladder().domainInstance() == null
                && conflict.ladder().asks(Rung.RELEASE).at() == null;
    }

    private Next anotherInstance(ConflictContext context, Target target, String instance) {
        Conflict conflict = context.conflict();
        boolean known = conflict.ladder().domainInstance() != null
                && target.guest().equals(context.target().guest());
        StartedAgain.begin(
                conflictStore,
                conflict,
                instance,
                known
                        ? StartedAgain.text(target, instance)
                        : target.name() + " runs as domain instance " + instance
                                + ", which has not been asked yet: the ladder begins with a release request.");
        return Next.NOW;
    }
}
