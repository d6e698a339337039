// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.restore;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.assignment.GroupChange;
import io.bailiff.manager.assignment.GuestReference;
import io.bailiff.manager.assignment.LentFunction;
import io.bailiff.manager.assignment.LoanRequest;
import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.host.Inventory;
import io.bailiff.manager.policy.Policies;
import io.bailiff.manager.policy.Scope;
import io.bailiff.manager.problem.ProblemException;
import io.bailiff.manager.step.Next;
import io.bailiff.manager.step.Stepper;
import io.bailiff.manager.time.Monotonic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Restores assignments after the host has used none of the claimed functions for a while, or at an operator's request. The guest gets a new
 * assignment of the same functions under the same policy. A function without a driver counts as unused. A changed group is lent only with
 * an operator's consent.
 */
@Component
class RestorationStepper implements Stepper {

    static final String KIND = "restoration";

    private final RestorationRows rows;
    private final Restorations restorations;
    private final Assignments assignments;
    private final Inventories inventories;
    private final Policies policies;
    private final RestoreProperties properties;
    private final Clock clock;

    RestorationStepper(
            RestorationRows rows,
            Restorations restorations,
            Assignments assignments,
            Inventories inventories,
            Policies policies,
            RestoreProperties properties,
            @Monotonic Clock clock) {
        this.rows = rows;
        this.restorations = restorations;
        this.assignments = assignments;
        this.inventories = inventories;
        this.policies = policies;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Collection<UUID> unfinished() {
        return rows.open();
    }

    @Override
    public Next step(UUID id) {
        Optional<Restoration> open = restorations.find(id).filter(Restoration::open);
        if (open.isEmpty()) {
            return Next.DONE;
        }
        Assignment ended = assignments.get(id);
        if (restorations.endIfHostIsRemoved(open.get(), ended.host())) {
            return Next.NOW;
        }
        Optional<Inventory> inventory = inventories.latest(ended.host());
        if (inventory.isEmpty()) {
            return Next.after(properties.look());
        }
        return step(open.get(), ended, inventory.get());
    }

    private Next step(Restoration restoration, Assignment ended, Inventory inventory) {
        Optional<Assignment> back = alreadyBack(restoration, ended);
        if (back.isPresent()) {
            return done(restoration, ended, back.get());
        }
        Optional<Assignment> other = lentAgain(ended);
        if (other.isPresent()) {
            return isBackBy(other.get(), ended)
                    ? doneBy(restoration, ended, other.get())
                    : waitFor(restoration, ended, other.get());
        }
        Optional<String> change = GroupChange.of(ended, inventory);
        if (change.isPresent() && restoration.consent() == null) {
            restorations.problem(
                    restoration,
                    ended.shownGuest() + " does not get " + ended.functionList()
                            + " back, because the group has changed: "
                            + change.get() + ". DELETE /api/v1/restorations/" + ended.id()
                            + " cancels the restoration; a POST with the group's present fingerprint as consent continues it");
            return Next.after(properties.look());
        }
        if (restoration.said() != null) {
            return request(restoration, ended);
        }
        return uses(restoration, inventory) ? waitForTheHost(restoration, null) : settle(restoration, ended);
    }

    private static boolean uses(Restoration restoration, Inventory inventory) {
        return restoration.claimed().stream()
                .anyMatch(address -> driver(inventory, address).isPresent());
    }

    private static Optional<String> driver(Inventory inventory, PciAddress address) {
        return inventory.groupOf(address).stream()
                .flatMap(group -> group.members().stream())
                .filter(function -> function.address().equals(address))
                .findFirst()
                .map(FunctionReport::driver);
    }

    /** Returns the live assignment of any of the functions: somebody has requested the assignment since the conflict. */
    private Optional<Assignment> lentAgain(Assignment ended) {
        return ended.functions().stream()
                .flatMap(function -> assignments.liveWith(ended.host(), function.address()).stream())
                .findFirst();
    }

    /** Returns true if the guest of the ended assignment has all its functions again. */
    private static boolean isBackBy(Assignment live, Assignment ended) {
        Set<PciAddress> lent =
                live.functions().stream().map(LentFunction::address).collect(Collectors.toSet());
        return live.state() == AssignmentState.ACTIVE
                && live.guest().equals(ended.guest())
                && ended.functions().stream().map(LentFunction::address).allMatch(lent::contains);
    }

    private Next waitFor(Restoration restoration, Assignment ended, Assignment live) {
        return waitForTheHost(
                restoration,
                ended.shownGuest() + " does not get " + ended.functionList() + " back yet: assignment " + live.id()
                        + " has the group for " + live.shownGuest() + ". DELETE /api/v1/restorations/" + ended.id()
                        + " cancels the restoration");
    }

    /** @param problem the reason why the wait takes an operator's attention, or null */
    private Next waitForTheHost(Restoration restoration, @Nullable String problem) {
        restorations.problem(restoration, problem);
        if (restoration.unusedSince() != null) {
            boolean unused = restorations.change(restoration, RestorationState.WAITING, row -> row.unusedSince = null);
        }
        return Next.after(properties.look());
    }

    private Next settle(Restoration restoration, Assignment ended) {
        Instant since = restoration.unusedSince();
        if (since == null) {
            boolean unused = restorations.change(
                    restoration, RestorationState.WAITING, row -> row.unusedSince = clock.instant());
            return Next.after(properties.settle());
        }
        Duration left = Duration.between(clock.instant(), since.plus(properties.settle()));
        return left.isNegative() || left.isZero() ? request(restoration, ended) : Next.after(left);
    }

    /**
     * Requests the new assignment. The requester of the new assignment names the ended assignment. If the manager ends before the result is
     * stored, the next step finds the new assignment by the requester.
     */
    private Next request(Restoration restoration, Assignment ended) {
        LoanRequest request = new LoanRequest(
                ended.host().toString(),
                GuestReference.of(ended.guest()),
                ended.functions().stream().map(LentFunction::address).toList(),
                restoration.consent() == null ? ended.group() : restoration.consent(),
                ended.allowed(),
                requester(ended));
        try {
            return done(restoration, ended, assignments.request(request));
        } catch (ProblemException refused) {
            restorations.problem(
                    restoration,
                    ended.shownGuest() + " does not get " + ended.functionList() + " back yet: "
                            + refused.getMessage());
            return Next.after(properties.look());
        }
    }

    private Optional<Assignment> alreadyBack(Restoration restoration, Assignment ended) {
        return assignments
                .liveWith(ended.host(), ended.functions().get(0).address())
                .filter(live -> live.requester().equals(requester(ended)))
                .filter(live -> !live.requestedAt().isBefore(restoration.beganAt()));
    }

    /** Ends the restoration, because an operator has given the guest the functions again. The policies of both assignments stay as they are. */
    private Next doneBy(Restoration restoration, Assignment ended, Assignment live) {
        return restored(
                restoration,
                live,
                live.requester().actor(),
                ended.shownGuest() + " has " + ended.functionList() + " again, by assignment " + live.id());
    }

    private static Requester requester(Assignment ended) {
        return new Requester("restoration of assignment " + ended.id(), "the manager");
    }

    private Next done(Restoration restoration, Assignment ended, Assignment back) {
        policies.say(
                Scope.assignment(back.host(), back.id()),
                policies.said(Scope.assignment(ended.host(), ended.id())),
                Timeline.MANAGER);
        return restored(
                restoration,
                back,
                restoration.said() == null
                        ? Timeline.MANAGER
                        : restoration.said().by(),
                why(restoration) + ": " + ended.shownGuest() + " gets " + ended.functionList() + " back, by assignment "
                        + back.id());
    }

    private Next restored(Restoration restoration, Assignment by, String actor, String text) {
        boolean ours = restorations.change(
                restoration,
                RestorationState.RESTORED,
                row -> row.restoredBy = by.id(),
                new Entry("restored", actor, text));
        return ours ? Next.DONE : Next.NOW;
    }

    private static String why(Restoration restoration) {
        return restoration.said() == null
                ? "The host no longer uses "
                        + restoration.claimed().stream()
                                .map(PciAddress::toString)
                                .collect(Collectors.joining(", "))
                : restoration.said().why();
    }
}
