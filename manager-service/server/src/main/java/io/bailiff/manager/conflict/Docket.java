package io.bailiff.manager.conflict;

import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.problem.Fields;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The conflicts in the database, and the one way to change one. */
@Component
class Docket {

    /** So long after the guest was left its group belongs what happens to it to the conflict. */
    private static final Duration AFTERMATH = Duration.ofMinutes(10);

    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final ConflictRows conflicts;
    private final Timeline timeline;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    Docket(ConflictRows conflicts, Timeline timeline, Clock clock, ApplicationEventPublisher events) {
        this.conflicts = conflicts;
        this.timeline = timeline;
        this.clock = clock;
        this.events = events;
    }

    /**
     * Has something happen to a conflict, with what goes with it and what the record says about it, or does nothing if it is not
     * any more as it was seen.
     *
     * @return whether it was ours to move; if not, read it again
     */
    @Transactional
    public boolean move(Conflict seen, Transition transition, Consumer<ConflictRow> change, String text) {
        return move(seen, transition, change, Timeline.MANAGER, text);
    }

    /** The same, because somebody else than the manager has it happen. */
    @Transactional
    public boolean move(Conflict seen, Transition transition, Consumer<ConflictRow> change, String actor, String text) {
        return change(seen, transition.from(seen.state()), change, () -> {
            say(seen, transition.recordKind(), actor, text);
            events.publishEvent(new ConflictMoved(seen.id(), seen.host(), transition));
        });
    }

    /** Changes something about a conflict that stays on its rung; the record says nothing. */
    @Transactional
    public boolean note(Conflict seen, Consumer<ConflictRow> change) {
        return change(seen, seen.state(), change, () -> {});
    }

    /** Says what keeps a conflict from going on, once; null: nothing does. */
    @Transactional
    public void problem(Conflict seen, @Nullable String problem) {
        if (!Objects.equals(seen.ladder().problem(), problem)) {
            change(seen, seen.state(), row -> row.problem = problem, () -> sayProblem(seen, problem));
        }
    }

    private void sayProblem(Conflict seen, @Nullable String problem) {
        String before = seen.ladder().problem();
        if (problem != null && !problem.equals(before)) {
            say(seen, "problem", Timeline.MANAGER, problem);
        } else if (problem == null && before != null) {
            say(seen, "problem-over", Timeline.MANAGER, "Over: " + before);
        }
    }

    private void say(Conflict seen, String kind, String actor, String text) {
        timeline.add(seen.host(), seen.assignment(), seen.id(), kind, actor, text);
    }

    private boolean change(Conflict seen, ConflictState to, Consumer<ConflictRow> change, Runnable record) {
        ConflictRow row = conflicts.take(seen.id(), seen.state(), seen.epoch()).orElse(null);
        if (row == null) {
            return false;
        }
        row.epoch++;
        if (to != seen.state()) {
            enter(row, to);
        }
        change.accept(row);
        record.run();
        return true;
    }

    private void enter(ConflictRow row, ConflictState to) {
        row.state = to;
        row.stateSince = clock.instant();
        row.deadline = null;
        row.problem = null;
        if (to == ConflictState.RESOLVED) {
            row.resolvedAt = row.stateSince;
        }
        if (to.ended()) {
            row.liveGroup = null;
            row.follows = null;
        }
        if (to.ended() || to == ConflictState.REQUESTING) {
            row.endsGuest = null;
        }
    }

    /**
     * The guest has been asked for what the rung is about: from now on, and not before, it may be late. If others
     * have changed the conflict just now this is lost, and the guest is asked once more.
     *
     * @param deadline until when, unless it has a deadline already
     * @param refused what libvirt has answered instead of doing it, or null
     * @return the deadline that it has, or empty if this is lost
     */
    @Transactional
    public Optional<Instant> asked(UUID conflict, ConflictState rung, Instant deadline, @Nullable String refused) {
        if (refused == null && conflicts.startTime(conflict, rung, deadline) == 1) {
            return Optional.of(deadline);
        }
        Optional<Conflict> still = find(conflict).filter(now -> now.state() == rung);
        if (still.isEmpty()) {
            return Optional.empty();
        }
        Conflict now = still.get();
        Instant until =
                now.ladder().deadline() == null ? deadline : now.ladder().deadline();
        Consumer<ConflictRow> change = row -> {
            row.deadline = until;
            row.problem = refused;
        };
        boolean known = until.equals(now.ladder().deadline())
                && Objects.equals(refused, now.ladder().problem());
        boolean ours = known || change(now, rung, change, () -> sayProblem(now, refused));
        return ours ? Optional.of(until) : Optional.empty();
    }

    /** Opens conflicts. Fails on the unique key if one of the groups has an open one. */
    @Transactional
    public void open(List<Opening> openings) {
        openings.forEach(opening -> conflicts.save(opening.row()));
        conflicts.flush();
        openings.forEach(this::sayOpened);
    }

    private void sayOpened(Opening opening) {
        ConflictRow row = opening.row();
        Petition petition = opening.petition();
        timeline.add(row.hostId, row.assignmentId, row.id, "conflict-opened", petition.actor(), petition.text());
    }

    /** Says that another claim is in a conflict, unless that has ended meanwhile. */
    @Transactional
    public boolean join(Conflict open, String actor, String text) {
        if (conflicts.keepOpen(open.id()) == 0) {
            return false;
        }
        timeline.add(open.host(), open.assignment(), open.id(), "claim-joined", actor, text);
        return true;
    }

    /**
     * A claim in this conflict is not what it was: whoever has read the conflict before takes no rung any more, but
     * reads it again. Part of the change of the claim.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void claimChanged(UUID conflict) {
        conflicts.keepOpen(conflict);
    }

    /**
     * Writes down a conflict that was over when it began: the guard has refused the claim. Part of the change of
     * the claim.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void denied(ConflictRow row) {
        row.state = ConflictState.DENIED;
        row.liveGroup = null;
        conflicts.save(row);
        conflicts.flush();
    }

    /** Until when what happens to the assignment belongs to the story of this conflict. */
    @Transactional(readOnly = true)
    public Instant storyEnds(Conflict conflict) {
        if (!conflict.state().ended() || conflict.state() == ConflictState.RESOLVED) {
            return conflict.since().plus(FOR_EVER);
        }
        if (conflict.since().equals(conflict.openedAt())) {
            return conflict.since();
        }
        Instant end = conflict.since().plus(AFTERMATH);
        return conflicts
                .nextOpenedAt(conflict.assignment(), conflict.openedAt())
                .filter(next -> next.isBefore(end))
                .orElse(end);
    }

    /** The conflict with this id; 404 if there is none. */
    @Transactional(readOnly = true)
    public Conflict require(UUID id) {
        return find(id).orElseThrow(
                        () -> Fields.unknown("conflict", id.toString()).exception());
    }

    @Transactional(readOnly = true)
    public Optional<Conflict> find(UUID id) {
        return conflicts.findById(id).map(ConflictRow::conflict);
    }

    @Transactional(readOnly = true)
    public Optional<Conflict> openOn(String liveGroup) {
        return conflicts.findByLiveGroup(liveGroup).map(ConflictRow::conflict);
    }

    /** The keys of the groups of a host that have an open conflict. */
    @Transactional(readOnly = true)
    public Set<String> groupsInConflict(UUID host) {
        return conflicts.openOn(host).stream().map(ConflictRows.Open::group).collect(Collectors.toSet());
    }

    /** The open conflict that ends this run of a guest. */
    @Transactional(readOnly = true)
    public Optional<Conflict> ending(String guest) {
        return conflicts.findByEndsGuest(guest).map(ConflictRow::conflict);
    }

    /** Has a conflict be the one that ends this run of a guest. Fails on the unique key if another one is. */
    @Transactional
    public void end(Conflict seen, String guest) {
        note(seen, row -> {
            row.endsGuest = guest;
            row.follows = null;
        });
    }

    @Transactional(readOnly = true)
    public List<Conflict> onHost(UUID host) {
        return conflicts.findByHostIdOrderByOpenedAt(host).stream()
                .map(ConflictRow::conflict)
                .toList();
    }

    @Transactional(readOnly = true)
    public List<Conflict> all() {
        return conflicts.findAllByOrderByOpenedAt().stream()
                .map(ConflictRow::conflict)
                .toList();
    }
}
