// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import static io.bailiff.manager.api.AssignmentState.RELEASING;

import io.bailiff.manager.agent.Orders;
import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestOperations;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.guest.ReleaseRequests;
import io.bailiff.manager.step.Next;
import io.bailiff.manager.time.Monotonic;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * The step of RELEASING and EVICTING: waits until the guest has released its functions. In RELEASING the step also asks the guest, again
 * and again, and takes no stronger measure. In EVICTING a conflict acts on the guest.
 */
@Component
class ReleaseStep {

    private final AssignmentStore assignmentStore;
    private final Orders orders;
    private final GuestOperations guestOperations;
    private final ReleaseRequests requests;
    private final FreeStep free;
    private final AssignmentProperties properties;
    private final Clock clock;

    ReleaseStep(
            AssignmentStore assignmentStore,
            Orders orders,
            GuestOperations guestOperations,
            ReleaseRequests requests,
            FreeStep free,
            AssignmentProperties properties,
            @Monotonic Clock clock) {
        this.assignmentStore = assignmentStore;
        this.orders = orders;
        this.guestOperations = guestOperations;
        this.requests = requests;
        this.free = free;
        this.properties = properties;
        this.clock = clock;
    }

    Next step(Assignment assignment) {
        if (assignment.progress().fenced()) {
            noteFence(assignment);
            return Next.after(properties.look());
        }
        try {
            return step(assignment, guestOperations.look(assignment.share()));
        } catch (GuestException failure) {
            assignmentStore.problemIfLate(assignment, failure.getMessage(), properties.look());
            return Next.after(properties.look());
        }
    }

    /** Stores the fence as the assignment's problem, without a timeline entry: the conflict's entries describe the fence. */
    private void noteFence(Assignment assignment) {
        String problem = assignment.shownGuest() + " is fenced, and an operator has to repair the host";
        if (!problem.equals(assignment.progress().problem())) {
            assignmentStore.note(assignment, row -> row.problem = problem);
        }
    }

    private Next step(Assignment assignment, Holding holding) throws GuestException {
        List<LentFunction> back = assignment.functions().stream()
                .filter(function -> function.givenAt() != null && function.returnedAt() == null)
                .filter(function -> !holding.has(function.address().toString()))
                .toList();
        if (!back.isEmpty()) {
            return returned(assignment, holding, back);
        }
        if (holding.live() || holding.defined()) {
            return stillThere(assignment, holding);
        }
        if (assignment.progress().releaseRevision() == null) {
            return released(assignment);
        }
        return free.step(assignment);
    }

    private Next returned(Assignment assignment, Holding holding, List<LentFunction> back) {
        String functions =
                back.stream().map(function -> function.address().toString()).collect(Collectors.joining(", "));
        String how = holding.guest().isEmpty()
                ? "libvirt no longer has the guest"
                : holding.active() ? "the guest has released them, and runs on" : "the guest is off";
        assignmentStore.note(
                assignment,
                row -> assignmentStore.returned(row.id, back),
                new Entry(
                        "functions-returned",
                        "guest " + assignment.shownGuest(),
                        assignment.shownGuest() + " no longer has " + functions + ": " + how));
        return Next.NOW;
    }

    private Next stillThere(Assignment assignment, Holding holding) throws GuestException {
        if (assignment.progress().releaseRevision() != null) {
            assignmentStore.note(
                    assignment,
                    row -> row.releaseRevision = null,
                    new Entry(
                            "functions-back-in-guest",
                            "libvirt",
                            assignment.shownGuest() + " has functions of the group again"));
            return Next.NOW;
        }
        if (assignment.state() == RELEASING) {
            return ask(assignment, holding);
        }
        return holding.live() ? Next.after(properties.look()) : stillDefined(assignment, holding);
    }

    /** Waits until libvirt has removed the functions from the definition: a QEMU that does not answer keeps libvirt from the change. */
    private Next stillDefined(Assignment assignment, Holding holding) {
        String guest = assignment.shownGuest();
        assignmentStore.problemIfLate(
                assignment,
                guest + " has no function of the group, but the definition of " + guest
                        + " still has them, and libvirt has not removed them yet."
                        + (holding.active()
                                ? " If the QEMU process of " + guest + " does not answer, end the guest (virsh destroy)"
                                : ""),
                properties.look());
        return Next.after(properties.look());
    }

    private Next ask(Assignment assignment, Holding holding) throws GuestException {
        boolean stripped = requests.strip(assignment.share(), holding);
        if (!holding.live()) {
            return stripped ? Next.NOW : stillDefined(assignment, holding);
        }
        Instant askedAt = assignment.progress().askedAt();
        if (askedAt == null) {
            assignmentStore.note(
                    assignment,
                    row -> row.askedAt = Instant.EPOCH,
                    Entry.own(
                            "release-asked",
                            "libvirt asks " + assignment.shownGuest() + " to release " + holding.liveList()
                                    + ", and repeats the request every "
                                    + requests.interval().toSeconds() + " s"));
            return Next.NOW;
        }
        Instant now = clock.instant();
        Instant next = requests.due(askedAt, now);
        if (now.isBefore(next)) {
            return Next.after(properties.look(), now, next);
        }
        requests.ask(assignment.share(), holding);
        assignmentStore.note(assignment, row -> {
            row.askedAt = clock.instant();
            row.problem = null;
        });
        return Next.NOW;
    }

    /**
     * Stores a new revision of the desired state. From now on a report counts only if the agent knows the revision; any other report may be
     * older than the release.
     */
    private Next released(Assignment assignment) {
        assignmentStore.note(
                assignment,
                row -> {
                    row.releaseRevision = orders.nextRevision(row.hostId);
                    row.problem = null;
                },
                new Entry(
                        "guest-without-functions",
                        "libvirt",
                        assignment.shownGuest()
                                + " has no function of the group. Bailiff waits until every process has closed the group."));
        return Next.NOW;
    }
}
