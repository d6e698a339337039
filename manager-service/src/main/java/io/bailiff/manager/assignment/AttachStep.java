package io.bailiff.manager.assignment;

import static io.bailiff.manager.assignment.AssignmentState.ACTIVE;
import static io.bailiff.manager.assignment.AssignmentState.FAILED;
import static io.bailiff.manager.assignment.AssignmentState.RELEASING;

import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestSide;
import io.bailiff.manager.guest.Holding;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** ATTACHING: gives the guest its functions, and looks whether it has them. */
@Component
class AttachStep {

    private final Ledger ledger;
    private final Direction direction;
    private final GuestSide guestSide;
    private final AssignmentProperties properties;
    private final Deadlines deadlines;

    AttachStep(
            Ledger ledger,
            Direction direction,
            GuestSide guestSide,
            AssignmentProperties properties,
            Deadlines deadlines) {
        this.ledger = ledger;
        this.direction = direction;
        this.guestSide = guestSide;
        this.properties = properties;
        this.deadlines = deadlines;
    }

    Optional<Duration> step(Assignment assignment) {
        try {
            return give(assignment);
        } catch (GuestException failure) {
            return failed(assignment, failure);
        }
    }

    private Optional<Duration> give(Assignment assignment) throws GuestException {
        Holding before = guestSide.look(assignment.share());
        if (before.guest().isEmpty()) {
            return undo(assignment, "libvirt says that there is no guest " + assignment.guestName() + " any more");
        }
        for (LentFunction function : assignment.functions()) {
            if (!before.hasWholly(function.address().toString())) {
                guestSide.give(assignment.share(), function.shared());
            }
        }
        Holding after = guestSide.look(assignment.share());
        if (after.guest().isPresent() && hasAll(after, assignment)) {
            return active(assignment, after);
        }
        return later(assignment, "libvirt does not show the functions in the guest");
    }

    private static boolean hasAll(Holding holding, Assignment assignment) {
        return assignment.functions().stream()
                .allMatch(function -> holding.hasWholly(function.address().toString()));
    }

    private Optional<Duration> active(Assignment assignment, Holding holding) {
        String how =
                holding.active() ? "plugged into the running guest" : "in the guest's definition, for its next start";
        ledger.move(
                assignment,
                ACTIVE,
                row -> ledger.given(row.id),
                new Entry(
                        "guest-has-functions",
                        "libvirt",
                        assignment.guestName() + " has " + assignment.functionList() + ": " + how));
        return Look.NOW;
    }

    /** What a second try may change is tried again until the deadline; what libvirt refused is undone. */
    private Optional<Duration> failed(Assignment assignment, GuestException failure) {
        return switch (failure.code()) {
            case AWAY, BUSY -> later(assignment, failure.getMessage());
            // It had them a moment ago: what libvirt refuses while they are still on their way out it may do later.
            case REFUSED ->
                assignment.way().lateUntil() != null
                        ? later(assignment, failure.getMessage())
                        : undo(assignment, failure.getMessage());
        };
    }

    private Optional<Duration> later(Assignment assignment, String problem) {
        Instant deadline = assignment.way().deadline();
        if (deadlines.isOver(deadline, properties.attachDeadline())) {
            return undo(
                    assignment, "not done within " + properties.attachDeadline().toSeconds() + " s: " + problem);
        }
        ledger.problem(assignment, problem);
        return deadlines.look(properties.look(), deadline, properties.attachDeadline());
    }

    private Optional<Duration> undo(Assignment assignment, String why) {
        String reason = "The guest could not be given the functions: " + why;
        direction.release(assignment, RELEASING, FAILED, reason, Entry.own("attach-failed", reason + "; undoing it"));
        return Look.NOW;
    }
}
