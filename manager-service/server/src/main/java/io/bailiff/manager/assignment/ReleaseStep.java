package io.bailiff.manager.assignment;

import static io.bailiff.manager.api.AssignmentState.RELEASING;

import io.bailiff.manager.agent.Orders;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestSide;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.time.Steady;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * RELEASING and EVICTING: watches the guest let go. In RELEASING it also asks the guest, over and over and never more than that;
 * in EVICTING a conflict does what has to be done.
 */
@Component
class ReleaseStep {

    private final Ledger ledger;
    private final Orders orders;
    private final GuestSide guestSide;
    private final FreeStep free;
    private final AssignmentProperties properties;
    private final Clock clock;

    ReleaseStep(
            Ledger ledger,
            Orders orders,
            GuestSide guestSide,
            FreeStep free,
            AssignmentProperties properties,
            @Steady Clock clock) {
        this.ledger = ledger;
        this.orders = orders;
        this.guestSide = guestSide;
        this.free = free;
        this.properties = properties;
        this.clock = clock;
    }

    Optional<Duration> step(Assignment assignment) {
        if (assignment.way().fenced()) {
            ledger.problem(assignment, "its guest is fenced; the group waits for somebody to repair the host");
            return Look.in(properties.look());
        }
        try {
            return step(assignment, guestSide.look(assignment.share()));
        } catch (GuestException failure) {
            ledger.problem(assignment, failure.getMessage());
            return Look.in(properties.look());
        }
    }

    private Optional<Duration> step(Assignment assignment, Holding holding) throws GuestException {
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
        if (assignment.way().releaseRevision() == null) {
            return letGo(assignment);
        }
        return free.step(assignment);
    }

    private Optional<Duration> returned(Assignment assignment, Holding holding, List<LentFunction> back) {
        String functions =
                back.stream().map(function -> function.address().toString()).collect(Collectors.joining(", "));
        String how = holding.guest().isEmpty()
                ? "the guest is gone"
                : holding.active() ? "it has let go, and runs on" : "the guest is off";
        ledger.note(
                assignment,
                row -> ledger.returned(row.id, back),
                new Entry(
                        "functions-returned",
                        "guest " + assignment.guestName(),
                        assignment.guestName() + " does not have " + functions + " any more: " + how));
        return Look.NOW;
    }

    private Optional<Duration> stillThere(Assignment assignment, Holding holding) throws GuestException {
        if (assignment.way().releaseRevision() != null) {
            ledger.note(
                    assignment,
                    row -> row.releaseRevision = null,
                    new Entry(
                            "functions-back-in-guest",
                            "libvirt",
                            assignment.guestName() + " has something of the group again"));
            return Look.NOW;
        }
        return assignment.state() == RELEASING ? ask(assignment, holding) : Look.in(properties.look());
    }

    private Optional<Duration> ask(Assignment assignment, Holding holding) throws GuestException {
        guestSide.undefine(assignment.share(), holding);
        if (!holding.live()) {
            return Look.NOW;
        }
        Instant askedAt = assignment.way().askedAt();
        if (askedAt == null) {
            ledger.note(
                    assignment,
                    row -> row.askedAt = Instant.EPOCH,
                    Entry.own(
                            "release-asked",
                            assignment.guestName() + " is asked to let go of " + holding.liveList()
                                    + ", and again every "
                                    + properties.askAgain().toSeconds() + " s"));
            return Look.NOW;
        }
        Instant next = askedAt.plus(properties.askAgain());
        if (clock.instant().isBefore(next)) {
            return Look.in(properties.look(), next, clock);
        }
        guestSide.ask(assignment.share(), holding);
        ledger.note(assignment, row -> {
            row.askedAt = clock.instant();
            row.problem = null;
        });
        return Look.NOW;
    }

    /** From here on only a report that was made later counts: the agent has to know a revision that is made now. */
    private Optional<Duration> letGo(Assignment assignment) {
        ledger.note(
                assignment,
                row -> {
                    row.releaseRevision = orders.nextRevision(row.hostId);
                    row.problem = null;
                },
                new Entry(
                        "guest-without-functions",
                        "libvirt",
                        assignment.guestName()
                                + " has nothing of the group; its file is waited for until nobody has it open"));
        return Look.NOW;
    }
}
