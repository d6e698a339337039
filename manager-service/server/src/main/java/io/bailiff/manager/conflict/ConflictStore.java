package io.bailiff.manager.conflict;

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

/** The conflicts in the database, and the one way to change one. */
@Component
public class ConflictStore {

    /** The name of the scheduler's task that brings conflicts on. */
    public static final String STEP = "conflict";

    /** So long after the guest was left its group belongs what happens to it to the conflict. */
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
     * Has something happen to a conflict, with what goes with it and what the record says about it, or does nothing if it is not
     * any more as it was seen.
     *
     * @return whether it was ours to move; if not, read it again
     */
    @Transactional
    public boolean move(Conflict seen, Transition transition, Consumer<ConflictChange> change, String text) {
        return move(seen, transition, change, Timeline.MANAGER, text);
    }

    /** The same, because somebody else than the manager has it happen. */
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

    /** Changes something about a conflict that stays on its rung; the record says nothing. */
    @Transactional
    public boolean note(Conflict seen, Consumer<ConflictChange> change) {
        return changes.make(conflicts::take, seen, same -> same, change, List.of(), null);
    }

    /** Says what keeps a conflict from going on, once; null: nothing does. */
    @Transactional
    public void problem(Conflict seen, @Nullable String problem) {
        changes.problem(conflicts::take, seen, problem);
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
        boolean known = until.equals(now.ladder().deadline())
                && Objects.equals(refused, now.ladder().problem());
        boolean ours = known
                || changes.make(
                        conflicts::take,
                        now,
                        same -> same,
                        (ConflictRow row) -> {
                            row.deadline(until);
                            row.problem(refused);
                        },
                        GuardedChange.problemEntries(now, refused),
                        null);
        return ours ? Optional.of(until) : Optional.empty();
    }

    /** Opens conflicts. Fails on the unique key if one of the groups has an open one. */
    @Transactional
    public void open(List<NewConflict> openings) {
        openings.forEach(opening -> conflicts.save(opening.row(clock.instant())));
        conflicts.flush();
        openings.forEach(opening -> timeline.add(
                new Subject(opening.assignment().host(), opening.assignment().id(), opening.id()),
                new Entry(
                        "conflict-opened",
                        opening.request().actor(),
                        opening.request().text())));
    }

    /** Says that another claim is in a conflict, unless that has ended meanwhile. */
    @Transactional
    public boolean join(Conflict open, String actor, String text) {
        if (conflicts.keepOpen(open.id()) == 0) {
            return false;
        }
        timeline.add(open.subject(), new Entry("claim-joined", actor, text));
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
     * Writes down a conflict that was over when it began: the guard has refused the claim. Part of the change of the claim.
     *
     * @return its id
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public UUID denied(Assignment assignment) {
        ConflictRow row = ConflictRow.fresh(ids.generateId(), assignment, clock.instant());
        row.state = ConflictState.DENIED;
        row.liveGroup = null;
        conflicts.save(row);
        conflicts.flush();
        return row.id;
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
    public Optional<Conflict> openOn(Assignment assignment) {
        return conflicts.findByLiveGroup(groupKey(assignment)).map(ConflictRow::conflict);
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
        changes.make(
                conflicts::take,
                seen,
                same -> same,
                (ConflictRow row) -> {
                    row.endsGuest = guest;
                    row.follows = null;
                },
                List.of(),
                null);
    }

    /** Returns the key of the group of an assignment: only one open conflict can have it. */
    public static String groupKey(Assignment assignment) {
        return ConflictRow.liveGroup(assignment);
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
