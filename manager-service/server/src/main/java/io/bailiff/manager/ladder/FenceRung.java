// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.agent.api.OrderOutcome.Status;
import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.Target;
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
            return begin(conflict, assignment);
        }
        if (conflict.ladder().suspendedAt() == null && isolation.suspend(conflict, assignment)) {
            return Next.NOW;
        }
        if (conflict.state() == ConflictState.FENCING) {
            return see(conflict, assignment);
        }
        goWithoutIfOff(conflict, assignment);
        conflictStore.problem(conflict, gap(conflict, assignment));
        return Next.after(properties.look());
    }

    /**
     * Begins the fence. There is nothing to fence if the guest no longer has the group, even if somebody else has the group. A guest that
     * was started again has the group as a domain instance that has not been asked for anything: the ladder begins again. If libvirt does not
     * answer, the guest may still run and have the group, unless others are known to have it.
     */
    private Next begin(Conflict conflict, Assignment assignment) {
        if (assignment.state() != AssignmentState.EVICTING) {
            return goesBack(conflict, assignment);
        }
        Target target = Target.of(conflict, assignment);
        try {
            Holding holding = possession.look(target);
            if (!possession.grip(conflict, assignment, target, holding).target()) {
                return goesBack(conflict, assignment);
            }
            Optional<String> instance = StartedAgain.instance(conflict, holding);
            if (instance.isPresent()) {
                StartedAgain.begin(conflictStore, conflict, instance.get(), StartedAgain.text(target, instance.get()));
                return Next.NOW;
            }
        } catch (GuestException unknown) {
            boolean othersHave = othersHaveOnRecord(conflict, assignment);
            LOG.warn(
                    "cannot look at the guest before the fence guest={} error={}: the guest counts as {}",
                    target.name(),
                    unknown.getMessage(),
                    othersHave ? "without the group, which others have" : "running");
            if (othersHave) {
                return goesBack(conflict, assignment);
            }
        }
        isolation.begin(conflict, assignment);
        return Next.NOW;
    }

    private boolean othersHaveOnRecord(Conflict conflict, Assignment assignment) {
        return possession
                .gripOnRecord(conflict, assignment)
                .filter(grip -> !grip.others().isEmpty())
                .isPresent();
    }

    /** Waits until bus mastering is off. A fence that the agent cannot raise completely stands all the same, and says so. */
    private Next see(Conflict conflict, Assignment assignment) {
        Optional<OrderOutcome> outcome = outcome(assignment);
        if (is(outcome, Status.DONE)) {
            conflictStore.move(conflict, Transition.FENCE_STANDS, row -> {}, report.fenced(conflict, assignment));
            return Next.NOW;
        }
        String problem = report.notYet(conflict, assignment, outcome.map(OrderOutcome::message));
        // A failure that lasts: the agent has tried again since the problem was stored.
        if (problem.equals(conflict.problem()) && (is(outcome, Status.STUCK) || is(outcome, Status.FAILED))) {
            conflictStore.move(
                    conflict,
                    Transition.FENCE_STANDS_IN_PART,
                    row -> row.problem(problem),
                    report.fencedInPart(conflict, assignment, problem));
            return Next.NOW;
        }
        conflictStore.problemIfLate(conflict, problem, requests.interval());
        return Next.after(properties.look());
    }

    private Optional<OrderOutcome> outcome(Assignment assignment) {
        return inventories
                .latest(assignment.host())
                .flatMap(known -> known.outcome(assignment.progress().operation()));
    }

    private static boolean is(Optional<OrderOutcome> outcome, Status status) {
        return outcome.filter(known -> known.status() == status).isPresent();
    }

    /** Returns the reason why a standing fence is not complete, or null. */
    private @Nullable String gap(Conflict conflict, Assignment assignment) {
        if (conflict.ladder().suspendedAt() == null) {
            return "libvirt cannot suspend " + Target.of(conflict, assignment).name()
                    + ", so its processors may still run";
        }
        Optional<OrderOutcome> outcome = outcome(assignment);
        return is(outcome, Status.STUCK) || is(outcome, Status.FAILED)
                ? report.notYet(conflict, assignment, outcome.map(OrderOutcome::message))
                : null;
    }

    /**
     * Removes the functions from the definition of a fenced guest that is off: its process has ended after all, or the host has been
     * booted. The next start of the guest would otherwise fail, or give fenced functions to the guest.
     */
    private void goWithoutIfOff(Conflict conflict, Assignment assignment) {
        Target target = Target.of(conflict, assignment);
        try {
            Holding holding = possession.look(target);
            if (!holding.active()) {
                requests.strip(target.share(), holding);
            }
        } catch (GuestException failure) {
            LOG.debug("cannot look at the fenced guest guest={} error={}", target.name(), failure.getMessage());
        }
    }

    /** Waits for the release of a group that is not fenced, or not fenced any more. */
    private Next goesBack(Conflict conflict, Assignment assignment) {
        try {
            conflictStore.problem(conflict, heldByGuest(conflict, assignment));
        } catch (GuestException failure) {
            conflictStore.problemIfLate(conflict, failure.getMessage(), requests.interval());
        }
        return Next.after(properties.look());
    }

    /**
     * Removes the functions from the guest's definition. Returns the reason why the guest has functions of the group now, or null if the
     * guest has none.
     */
    private @Nullable String heldByGuest(Conflict conflict, Assignment assignment) throws GuestException {
        Target target = Target.of(conflict, assignment);
        Holding holding = possession.look(target);
        requests.strip(target.share(), holding);
        return holding.live()
                ? target.name() + " was started again with " + holding.liveList() + ". Shut " + target.name()
                        + " down, or detach these functions from it (virsh detach-device)"
                : null;
    }
}
