// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import static io.bailiff.manager.api.AssignmentState.FAILED;

import io.bailiff.manager.assignment.GuestAttachment.Outcome;
import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestOperations;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.step.Next;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The step of ATTACHING: gives the guest its functions, and verifies the result with libvirt. An assignment is undone if the guest cannot
 * have the functions. If only the guest's definition lacks functions, the assignment becomes ACTIVE, and {@link ActiveStep} tries further.
 */
@Component
class AttachStep {

    private final AssignmentStore assignmentStore;
    private final AssignmentMoves direction;
    private final GuestOperations guestOperations;
    private final GuestAttachment attachment;
    private final AssignmentProperties properties;
    private final Deadlines deadlines;

    AttachStep(
            AssignmentStore assignmentStore,
            AssignmentMoves direction,
            GuestOperations guestOperations,
            GuestAttachment attachment,
            AssignmentProperties properties,
            Deadlines deadlines) {
        this.assignmentStore = assignmentStore;
        this.direction = direction;
        this.guestOperations = guestOperations;
        this.attachment = attachment;
        this.properties = properties;
        this.deadlines = deadlines;
    }

    Next step(Assignment assignment) {
        try {
            return give(assignment);
        } catch (GuestException unseen) {
            return isOnRecord(assignment) ? waitToSee(assignment, unseen.getMessage()) : failed(assignment, unseen);
        }
    }

    private Next give(Assignment assignment) throws GuestException {
        Holding before = guestOperations.look(assignment.share());
        if (before.guest().isEmpty()) {
            return undo(assignment, "libvirt no longer has a guest " + assignment.shownGuest());
        }
        Outcome after = attachment.complete(assignment, before);
        if (after.isWhole()) {
            return active(assignment, after.holding());
        }
        if (after.lacksDefinitionOnly()) {
            return activeWithoutDefinition(assignment, after);
        }
        Optional<GuestException> failure = after.failure();
        return failure.isPresent()
                ? failed(assignment, failure.get())
                : later(assignment, "libvirt does not show the functions in the guest");
    }

    private Next active(Assignment assignment, Holding holding) {
        String how = holding.active()
                ? "attached to the running guest"
                : "in the definition, for the next start of the guest";
        assignmentStore.move(
                assignment,
                Transition.ACTIVATE,
                row -> {
                    assignmentStore.given(row.id);
                    row.definitionPending = false;
                },
                has(assignment, how));
        return Next.NOW;
    }

    private Next activeWithoutDefinition(Assignment assignment, Outcome after) {
        String problem = after.problem();
        Entry lacks = Entry.own("problem", problem);
        Entry[] entries = after.holding().active()
                ? new Entry[] {has(assignment, "attached to the running guest"), lacks}
                : new Entry[] {lacks};
        assignmentStore.move(
                assignment,
                Transition.ACTIVATE,
                row -> {
                    assignmentStore.given(row.id);
                    row.definitionPending = true;
                    row.problem = problem;
                },
                entries);
        return Next.NOW;
    }

    private static Entry has(Assignment assignment, String how) {
        return new Entry(
                "guest-has-functions",
                "libvirt",
                assignment.shownGuest() + " has " + assignment.functionList() + ": " + how);
    }

    /**
     * Returns true if the guest was last seen with at least one of the functions. A failed query of libvirt does not undo the assignment
     * then: only a successful query may show the functions as missing.
     */
    private static boolean isOnRecord(Assignment assignment) {
        return assignment.functions().stream()
                .anyMatch(function -> function.givenAt() != null && function.returnedAt() == null);
    }

    /**
     * Tries again until the deadline after a temporary error of libvirt, and undoes the assignment after a refusal by libvirt. A refusal
     * counts as temporary during the watch for a late release.
     */
    private Next failed(Assignment assignment, GuestException failure) {
        return switch (failure.code()) {
            case AWAY, BUSY -> later(assignment, failure.getMessage());
            // The guest had the functions a moment ago. libvirt may refuse only until the removal of the functions is
            // complete.
            case REFUSED ->
                assignment.progress().lateUntil() != null
                        ? later(assignment, failure.getMessage())
                        : undo(assignment, failure.getMessage());
        };
    }

    /** Clears the deadline and waits: the time does not run while libvirt cannot show the functions of the guest. */
    private Next waitToSee(Assignment assignment, String problem) {
        if (assignment.progress().deadline() != null) {
            assignmentStore.note(assignment, row -> row.deadline = null);
            return Next.NOW;
        }
        assignmentStore.problemIfLate(assignment, problem, properties.look());
        return Next.after(properties.look());
    }

    private Next later(Assignment assignment, String problem) {
        Instant deadline = assignment.progress().deadline();
        if (deadline == null) {
            assignmentStore.note(assignment, row -> row.deadline = deadlines.after(properties.attachDeadline()));
            return Next.NOW;
        }
        if (deadlines.isOver(deadline, properties.attachDeadline())) {
            return undo(
                    assignment,
                    "not attached within " + properties.attachDeadline().toSeconds() + " s: " + problem);
        }
        assignmentStore.problemIfLate(assignment, problem, properties.look());
        return deadlines.look(properties.look(), deadline, properties.attachDeadline());
    }

    private Next undo(Assignment assignment, String why) {
        String reason = "libvirt cannot attach the functions to the guest: " + why;
        direction.release(
                assignment,
                Transition.UNDO_ATTACH,
                FAILED,
                reason,
                Entry.own("attach-failed", reason + ". Bailiff undoes the assignment."));
        return Next.NOW;
    }
}
