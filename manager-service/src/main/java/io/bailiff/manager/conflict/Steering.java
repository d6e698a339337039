package io.bailiff.manager.conflict;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.AssignmentState;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestSide;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.policy.Rung;
import io.bailiff.manager.problem.Problem;
import io.bailiff.manager.step.Steps;
import io.bailiff.manager.time.Steady;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What operators can do about an open conflict. Whoever comes too late is told so, and changes nothing. */
@Component
class Steering {

    private static final Logger LOG = LoggerFactory.getLogger(Steering.class);
    private static final int TRIES = 20;

    private final Docket docket;
    private final Terms terms;
    private final Dismissal dismissal;
    private final Assignments assignments;
    private final GuestSide guestSide;
    private final Inventories inventories;
    private final Hosts hosts;
    private final Steps steps;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private final Clock steady;

    Steering(
            Docket docket,
            Terms terms,
            Dismissal dismissal,
            Assignments assignments,
            GuestSide guestSide,
            Inventories inventories,
            Hosts hosts,
            Steps steps,
            TransactionTemplate transactions,
            Clock clock,
            @Steady Clock steady) {
        this.docket = docket;
        this.terms = terms;
        this.dismissal = dismissal;
        this.assignments = assignments;
        this.guestSide = guestSide;
        this.inventories = inventories;
        this.hosts = hosts;
        this.steps = steps;
        this.transactions = transactions;
        this.clock = clock;
        this.steady = steady;
    }

    /** The guest gets more time on the rung that it is on. */
    void extend(UUID id, Conflict.Word word, Duration time) {
        steer(id, conflict -> {
            Rung rung = rung(conflict, "extended");
            requireLead(conflict);
            Policy policy = terms.of(conflict);
            return docket.move(
                    conflict,
                    Transition.EXTEND,
                    row -> {
                        if (row.deadline == null) {
                            row.claimed(rung, policy.deadline(rung).plus(time));
                        } else {
                            row.deadline = later(row.deadline).plus(time);
                        }
                    },
                    word.by(),
                    "The guest gets " + time.toSeconds() + " s more: " + word.why());
        });
    }

    private Instant later(Instant deadline) {
        Instant now = steady.instant();
        return deadline.isAfter(now) ? deadline : now;
    }

    /** The next rung is taken now, for the run that the guest is in. */
    void skip(UUID id, Conflict.Word word) {
        steer(id, conflict -> {
            rung(conflict, "skipped");
            requireLead(conflict);
            requireClaimed(conflict);
            Lateness.Step next = Lateness.next(conflict.state());
            if (next.rung() != null && !terms.of(conflict).allows(next.rung())) {
                throw refused(
                                conflict,
                                "rung-forbidden",
                                "a policy forbids to " + next.verb(),
                                "Change the policy first.")
                        .exception();
            }
            String run = run(conflict);
            return docket.move(
                    conflict,
                    next.transition(),
                    row -> row.guestRun = run,
                    word.by(),
                    "The rung is skipped, and " + next.then() + ": " + word.why());
        });
    }

    /** Who skips a rung before the guest has been asked for anything means the run that it is in now. */
    private @Nullable String run(Conflict conflict) {
        if (conflict.ladder().guestRun() != null) {
            return conflict.ladder().guestRun();
        }
        Assignment assignment = assignments.get(conflict.assignment());
        try {
            return guestSide.look(assignment.share()).run().orElse(null);
        } catch (GuestException later) {
            LOG.info(
                    "The run of {} is not known yet, and will be asked first: {}",
                    assignment.guestName(),
                    later.getMessage());
            return null;
        }
    }

    /** Nobody on the host is to get the group: the guest keeps it. */
    void withdraw(UUID id, Conflict.Word word) {
        steer(id, conflict -> {
            rung(conflict, "withdrawn");
            Assignment assignment = assignments.get(conflict.assignment());
            if (assignment.state() != AssignmentState.EVICTING) {
                throw refused(
                                conflict,
                                "too-late",
                                "the guest is out of it: the group is " + assignment.state(),
                                "Assign the functions again when the conflict is over.")
                        .exception();
            }
            return docket.note(conflict, row -> {
                row.withdrawnBy = word.by();
                row.withdrawnWhy = word.why();
            });
        });
    }

    /** The host is repaired: the group goes back to it. */
    void unfence(UUID id, Conflict.Word word) {
        steer(id, conflict -> {
            if (!Transition.UNFENCE.leaves(conflict.state())
                    || conflict.ladder().unfencedAt() != null) {
                throw refused(conflict, "not-fenced", "it is not fenced", "Look at the conflict again.")
                        .exception();
            }
            Assignment assignment = assignments.get(conflict.assignment());
            requireFree(conflict, assignment);
            return Boolean.TRUE.equals(transactions.execute(transaction -> {
                boolean ours = docket.move(
                                conflict,
                                Transition.UNFENCE,
                                row -> row.unfencedAt = clock.instant(),
                                word.by(),
                                "The host is repaired: " + word.why())
                        && assignments.unfence(assignment);
                if (ours) {
                    uncordon(conflict, assignment, word);
                } else {
                    transaction.setRollbackOnly();
                }
                return ours;
            }));
        });
    }

    /** A cordon for another reason stays, and so does that of another fence. */
    private void uncordon(Conflict conflict, Assignment assignment, Conflict.Word word) {
        if (!FenceRung.cordon(conflict, assignment)
                .equals(hosts.get(conflict.host()).cordon())) {
            return;
        }
        hosts.uncordon(conflict.host(), word.by(), word.why());
        docket.fencedOn(conflict.host()).stream()
                .filter(other -> !other.id().equals(conflict.id()))
                .findFirst()
                .ifPresent(other -> hosts.cordon(
                        conflict.host(),
                        Timeline.MANAGER,
                        FenceRung.cordon(other, assignments.get(other.assignment()))));
    }

    private void requireFree(Conflict conflict, Assignment assignment) {
        Optional<GroupUse> use =
                inventories.latest(conflict.host()).flatMap(assignment::groupIn).map(IommuGroupReport::use);
        if (use.filter(known -> known.state() == GroupUse.State.FREE).isEmpty()) {
            throw refused(
                            conflict,
                            "group-not-free",
                            "somebody may still have the group open",
                            "End the process, or boot the host again; then say so again.")
                    .with("use", use.map(Object::toString).orElse("unknown"))
                    .exception();
        }
    }

    private void requireClaimed(Conflict conflict) {
        if (dismissal.isDue(conflict)) {
            throw refused(
                            conflict,
                            "not-claimed",
                            "it is being ended, because it was withdrawn or nobody claims the group any more",
                            "Claim the function again when the conflict is over.")
                    .exception();
        }
    }

    private static void requireLead(Conflict conflict) {
        UUID lead = conflict.ladder().follows();
        if (lead != null && conflict.state() != ConflictState.REQUESTING) {
            throw refused(
                            conflict,
                            "follows-another",
                            "its guest is ended by conflict " + lead,
                            "Steer that one: POST /api/v1/conflicts/" + lead + "/...")
                    .with("follows", lead)
                    .exception();
        }
    }

    /** The rung that an operator means. */
    private static Rung rung(Conflict conflict, String what) {
        return switch (conflict.state()) {
            case REQUESTING -> Rung.RELEASE;
            case SHUTTING_DOWN -> Rung.SHUTDOWN;
            case DESTROYING -> Rung.DESTROY;
            case FENCING, FENCED ->
                throw refused(
                                conflict,
                                "too-late",
                                "the guest is beyond what it could be asked; nothing can be " + what,
                                "Repair the host, then POST .../unfence.")
                        .exception();
            case RESOLVED, WITHDRAWN, DENIED ->
                throw refused(conflict, "too-late", "it is over", "Look at its timeline.")
                        .exception();
        };
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

    /** Others change a conflict too: whoever loses looks again. */
    private void steer(UUID id, Predicate<Conflict> change) {
        for (int tries = 1; tries <= TRIES; tries++) {
            if (change.test(docket.require(id))) {
                steps.wake(ConflictStepper.KIND, id);
                return;
            }
        }
        throw new IllegalStateException("Conflict " + id + " was moved by others " + TRIES + " times in a row");
    }
}
