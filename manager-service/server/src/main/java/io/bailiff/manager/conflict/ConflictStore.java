// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.manager.api.ConflictOutcome;
import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.audit.Subject;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.change.GuardedChange;
import io.bailiff.manager.problem.Fields;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.IdGenerator;

/** The conflicts in the database. Every change of a conflict goes through this store. */
@Component
public class ConflictStore {

    /** The name of the scheduler's task that executes the steps of conflicts. */
    public static final String STEP = "conflict";

    /** The time after a conflict in which events of the assignment still belong to the conflict, if the guest keeps the group. */
    private static final Duration AFTERMATH = Duration.ofMinutes(10);

    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final ConflictRows conflicts;
    private final GuardedChange changes;
    private final Timeline timeline;
    private final IdGenerator ids;
    private final Clock clock;

    ConflictStore(ConflictRows conflicts, GuardedChange changes, Timeline timeline, IdGenerator ids, Clock clock) {
        this.conflicts = conflicts;
        this.changes = changes;
        this.timeline = timeline;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Makes a transition of a conflict for the manager, with the timeline entry and all other changes in the same transaction. Does nothing
     * if the row has changed since the conflict was read.
     *
     * @return true if the transition was made; false if another transaction has changed the row: the caller has to read again
     * @throws IllegalStateException if the state does not allow the transition
     */
    @Transactional
    public boolean move(Conflict seen, Transition transition, Consumer<ConflictChange> change, String text) {
        return move(seen, transition, change, Timeline.MANAGER, text);
    }

    /** Makes a transition of a conflict for the given actor instead of the manager. */
    @Transactional
    public boolean move(
            Conflict seen, Transition transition, Consumer<ConflictChange> change, String actor, String text) {
        return changes.make(
                conflicts::take,
                seen,
                transition::from,
                change,
                List.of(new Entry(transition.recordKind(), actor, text)),
                new ConflictMoved(seen.id(), seen.host(), transition));
    }

    /**
     * Changes columns of a conflict that stays on its rung. Writes no timeline entry.
     *
     * @return false if another transaction has changed the row: the caller has to read again
     */
    @Transactional
    public boolean note(Conflict seen, Consumer<ConflictChange> change) {
        return changes.note(conflicts::take, seen, change, List.of());
    }

    /** Stores the reason why a conflict does not progress, once; null: the conflict progresses again. */
    @Transactional
    public void problem(Conflict seen, @Nullable String problem) {
        changes.problem(conflicts::take, seen, problem);
    }

    /**
     * Stores the reason why a conflict does not progress, provided that the conflict has not progressed for some time; null: the conflict
     * progresses again.
     *
     * @param normal the time without progress that is no problem
     */
    @Transactional
    public void problemIfLate(Conflict seen, @Nullable String problem, Duration normal) {
        changes.problemIfLate(conflicts::take, seen, problem, normal);
    }

    /** Ends a delay of the conflict's steps, because a step has worked. */
    public void stepped(Conflict seen) {
        changes.stepped(seen);
    }

    /**
     * Starts the time of a rung after a request to the guest: the deadline cannot pass before the guest has been asked. Stores nothing if
     * another transaction changes the conflict at the same time; the guest is then asked again.
     *
     * @param deadline the end of the rung's time, unless the rung has a deadline already
     * @param problem libvirt's error, if requests have not been executed for longer than usual, or null
     * @return the rung's deadline, or empty if nothing was stored because of another change
     */
    @Transactional
    public Optional<Instant> asked(UUID conflict, ConflictState rung, Instant deadline, @Nullable String problem) {
        if (problem == null && conflicts.startTime(conflict, rung, deadline) == 1) {
            return Optional.of(deadline);
        }
        Optional<Conflict> still = find(conflict).filter(now -> now.state() == rung);
        if (still.isEmpty()) {
            return Optional.empty();
        }
        Conflict now = still.get();
        Instant until =
                now.ladder().deadline() == null ? deadline : now.ladder().deadline();
        boolean known = until.equals(now.ladder().deadline())
                && Objects.equals(problem, now.ladder().problem());
        boolean ours = known
                || changes.note(
                        conflicts::take,
                        now,
                        (ConflictRow row) -> {
                            row.deadline(until);
                            row.problem(problem);
                        },
                        GuardedChange.problemEntries(now, problem));
        return ours ? Optional.of(until) : Optional.empty();
    }

    /**
     * Opens conflicts, with the timeline entries of their first claims.
     *
     * @throws org.springframework.dao.DataIntegrityViolationException by the unique key, if a group has an open conflict already
     */
    @Transactional
    public void open(List<NewConflict> openings) {
        openings.forEach(opening -> conflicts.save(opening.row(clock.instant())));
        conflicts.flush();
        openings.forEach(opening -> timeline.add(
                new Subject(opening.assignment().host(), opening.assignment().id(), opening.id()), opening.entry()));
    }

    /**
     * Keeps an open conflict open until the end of the transaction, because another claim joins the conflict. Adds a timeline entry, unless
     * the conflict's timeline already has an entry of the claim.
     *
     * @return false if the conflict has ended meanwhile; then nothing is written
     */
    @Transactional
    public boolean join(Conflict open, Assignment assignment, ClaimRequest claim) {
        if (conflicts.keepOpen(open.id()) == 0) {
            return false;
        }
        if (!claim.isOnTimeline(assignment, open.openedAt())) {
            timeline.add(open.subject(), new Entry("claim-joined", claim.actor(), claim.text()));
        }
        return true;
    }

    /**
     * Increments the epoch of a conflict after a change of a claim in the conflict. A step that has read the conflict before then takes no
     * rung, but reads the conflict again. Part of the change of the claim.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void claimChanged(UUID conflict) {
        conflicts.keepOpen(conflict);
    }

    /**
     * Stores a conflict that is over from the beginning, because the guard has refused the claim. Part of the change of the claim.
     *
     * @return the conflict's id
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public UUID denied(Assignment assignment) {
        ConflictRow row = ConflictRow.fresh(ids.generateId(), assignment, clock.instant());
        row.state = ConflictState.DENIED;
        row.outcome = ConflictOutcome.DENIED;
        row.liveGroup = null;
        conflicts.save(row);
        conflicts.flush();
        return row.id;
    }

    /**
     * Returns the time until which events of the assignment belong to the timeline of a conflict. An open or resolved conflict has no such
     * limit. For a conflict denied at once the limit is its end. For any other conflict the limit is ten minutes after its end, or the
     * opening of the next conflict.
     */
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

    /** Returns the conflict with the given id; 404 if there is no such conflict. */
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
    public Optional<Conflict> openOn(Assignment assignment) {
        return conflicts.findByLiveGroup(assignment.groupKey()).map(ConflictRow::conflict);
    }

    /** Returns the keys of a host's groups with an open conflict. */
    @Transactional(readOnly = true)
    public Set<String> groupsInConflict(UUID host) {
        return conflicts.openOn(host).stream().map(ConflictRows.Open::group).collect(Collectors.toSet());
    }

    /**
     * Returns the open conflict that ends a domain instance of a guest.
     *
     * @param guest the key of the domain instance, made of host, guest and instance
     */
    @Transactional(readOnly = true)
    public Optional<Conflict> ending(String guest) {
        return conflicts.findByEndsGuest(guest).map(ConflictRow::conflict);
    }

    /**
     * Records that a conflict, and no other conflict, ends a domain instance of a guest.
     *
     * @throws org.springframework.dao.DataIntegrityViolationException by the unique key, if another conflict ends the domain instance
     */
    @Transactional
    public void end(Conflict seen, String guest) {
        changes.note(
                conflicts::take,
                seen,
                (ConflictRow row) -> {
                    row.endsGuest = guest;
                    row.follows = null;
                },
                List.of());
    }

    /** Returns the ids of the open conflicts. */
    @Transactional(readOnly = true)
    public List<UUID> open() {
        return conflicts.open();
    }

    /** Returns the ids of the open conflicts of an assignment. */
    @Transactional(readOnly = true)
    public List<UUID> openOf(UUID assignment) {
        return conflicts.openOf(assignment);
    }

    /** Returns the ids of the open conflicts of these assignments of a host. */
    @Transactional(readOnly = true)
    public List<UUID> openOf(UUID host, Collection<UUID> assignments) {
        return conflicts.openOn(host).stream()
                .filter(open -> assignments.contains(open.assignment()))
                .map(ConflictRows.Open::id)
                .toList();
    }
}
