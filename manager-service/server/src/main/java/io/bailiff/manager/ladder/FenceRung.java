// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.agent.api.OrderOutcome.Status;
import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.Transition;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.guest.ReleaseRequests;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.step.Next;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The rung of FENCING and FENCED. A process that outlives SIGKILL keeps its devices, and the devices keep writing to its memory. The guest
 * is therefore suspended where possible. Until an operator has repaired the host, bus mastering stays off on the endpoints, claims are
 * refused, and the host gets no more assignments.
 */
@Component
class FenceRung {

    private static final Logger LOG = LoggerFactory.getLogger(FenceRung.class);

    private final ConflictStore conflictStore;
    private final Isolation isolation;
    private final Possession possession;
    private final ReleaseRequests requests;
    private final Inventories inventories;
    private final FenceReport report;
    private final LadderProperties properties;

    FenceRung(
            ConflictStore conflictStore,
            Isolation isolation,
            Possession possession,
            ReleaseRequests requests,
            Inventories inventories,
            FenceReport report,
            LadderProperties properties) {
        this.conflictStore = conflictStore;
        this.isolation = isolation;
        this.possession = possession;
        this.requests = requests;
        this.inventories = inventories;
        this.report = report;
        this.properties = properties;
    }

    Next take(Conflict conflict, Assignment assignment) {
        if (conflict.ladder().unfencedAt() != null) {
            return goesBack(conflict, assignment);
        }
        if (!assignment.progress().fenced()) {
            if (assignment.state() != AssignmentState.EVICTING || hasEnded(assignment)) {
                return goesBack(conflict, assignment);
            }
            isolation.begin(conflict, assignment);
            return Next.NOW;
        }
        if (conflict.ladder().suspendedAt() == null && isolation.suspend(conflict, assignment)) {
            return Next.NOW;
        }
        if (conflict.state() == ConflictState.FENCING) {
            return see(conflict, assignment);
        }
        goWithoutIfOff(assignment);
        conflictStore.problem(
                conflict,
                conflict.ladder().suspendedAt() == null
                        ? "libvirt cannot suspend " + assignment.guestName() + ", so its processors may still run"
                        : null);
        return Next.after(properties.look());
    }

    /**
     * Returns true if the guest has ended after all, before the fence began: there is nothing to fence then. Returns false if libvirt does
     * not answer, because the guest may still run.
     */
    private boolean hasEnded(Assignment assignment) {
        try {
            return possession.isOver(assignment, possession.look(assignment));
        } catch (GuestException unknown) {
            LOG.warn(
                    "cannot look at the guest before the fence guest={} error={}: the guest counts as running",
                    assignment.guestName(),
                    unknown.getMessage());
            return false;
        }
    }

    private Next see(Conflict conflict, Assignment assignment) {
        Optional<OrderOutcome> outcome = inventories
                .latest(conflict.host())
                .flatMap(known -> known.outcome(assignment.progress().operation()));
        if (outcome.filter(known -> known.status() == Status.DONE).isEmpty()) {
            conflictStore.problemIfLate(
                    conflict,
                    report.notYet(conflict, assignment, outcome.map(OrderOutcome::message)),
                    requests.interval());
            return Next.after(properties.look());
        }
        conflictStore.move(conflict, Transition.FENCE_STANDS, row -> {}, report.fenced(conflict, assignment));
        return Next.NOW;
    }

    /**
     * Removes the functions from the definition of a fenced guest that is off: its process has ended after all, or the host has been
     * booted. The next start of the guest would otherwise fail, or give fenced functions to the guest.
     */
    private void goWithoutIfOff(Assignment assignment) {
        try {
            Holding holding = possession.look(assignment);
            if (!holding.active()) {
                requests.strip(assignment.share(), holding);
            }
        } catch (GuestException failure) {
            LOG.debug(
                    "cannot look at the fenced guest guest={} error={}", assignment.guestName(), failure.getMessage());
        }
    }

    /** Waits for the release of a group that is not fenced, or not fenced any more. */
    private Next goesBack(Conflict conflict, Assignment assignment) {
        try {
            conflictStore.problem(conflict, heldByGuest(assignment));
        } catch (GuestException failure) {
            conflictStore.problemIfLate(conflict, failure.getMessage(), requests.interval());
        }
        return Next.after(properties.look());
    }

    /**
     * Removes the functions from the guest's definition. Returns the reason why the guest has functions of the group now, or null if the
     * guest has none.
     */
    private @Nullable String heldByGuest(Assignment assignment) throws GuestException {

        Holding holding = possession.look(assignment);
        requests.strip(assignment.share(), holding);
        return holding.live()
                ? assignment.guestName() + " was started again with " + holding.liveList() + ". Shut "
                        + assignment.guestName() + " down, or detach these functions from it (virsh detach-device)"
                : null;
    }
}
