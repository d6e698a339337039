// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.agent.Orders;
import io.bailiff.manager.assignment.AssignmentRows.Part;
import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.audit.Subject;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.change.GuardedChange;
import io.bailiff.manager.host.HostReported;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The assignments in the database. Every change of an assignment goes through this store. */
@Component
class AssignmentStore {

    private final AssignmentRows assignments;
    private final FunctionRows functions;
    private final MemberRows members;
    private final GuardedChange changes;
    private final Orders orders;
    private final Timeline timeline;
    private final Clock clock;

    AssignmentStore(
            AssignmentRows assignments,
            FunctionRows functions,
            MemberRows members,
            GuardedChange changes,
            Orders orders,
            Timeline timeline,
            Clock clock) {
        this.assignments = assignments;
        this.functions = functions;
        this.members = members;
        this.changes = changes;
        this.orders = orders;
        this.timeline = timeline;
        this.clock = clock;
    }

    /**
     * Makes a transition of an assignment, with all consequences in the same transaction. Does nothing if the row has changed since the
     * assignment was read. An end of the assignment also clears the unique keys of its members and drops the group's order.
     *
     * @param seen the assignment as read
     * @param transition the transition
     * @param change changes other columns of the row
     * @param entries the timeline entries to write
     * @return true if the assignment was moved; false if another transaction has changed the row: the caller has to read again
     * @throws IllegalStateException if the state does not allow the transition, or the transition does not write such entries
     */
    @Transactional
    public boolean move(Assignment seen, Transition transition, Consumer<AssignmentRow> change, Entry... entries) {
        boolean moved = changes.make(
                assignments::take,
                seen,
                state -> transition.from(state, List.of(entries)),
                change,
                List.of(entries),
                new AssignmentMoved(seen.id(), transition.to()));
        if (moved && transition.to().ended()) {
            members.end(seen.id());
            orders.drop(seen.host(), seen.group());
        }
        return moved;
    }

    /**
     * Changes columns of an assignment that stays in its state.
     *
     * @return false if another transaction has changed the row: the caller has to read again
     */
    @Transactional
    public boolean note(Assignment seen, Consumer<AssignmentRow> change, Entry... entries) {
        return changes.note(assignments::take, seen, change, List.of(entries));
    }

    /** Locks an assignment and returns true if the row is as read. The row then stays unchanged until the end of the transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean keep(Assignment seen) {
        return changes.keep(assignments::take, seen);
    }

    /** Stores the reason why an assignment does not progress, once; null: the assignment progresses again. */
    @Transactional
    public void problem(Assignment seen, @Nullable String problem) {
        changes.problem(assignments::take, seen, problem);
    }

    /**
     * Stores the reason why an assignment does not progress, provided that the assignment has not progressed for some time; null: the
     * assignment progresses again.
     *
     * @param normal the time without progress that is no problem
     */
    @Transactional
    public void problemIfLate(Assignment seen, @Nullable String problem, Duration normal) {
        changes.problemIfLate(assignments::take, seen, problem, normal);
    }

    /** The same, without a timeline entry: the entries of a conflict in the same timeline say it. */
    @Transactional
    public void unrecordedProblemIfLate(Assignment seen, String problem, Duration normal) {
        changes.unrecordedProblemIfLate(assignments::take, seen, problem, normal);
    }

    /**
     * Stores the differences between an ACTIVE assignment and the host, with a timeline entry; null: there is none.
     *
     * @return true if the differences have changed: the caller has to read again
     */
    @Transactional
    public boolean drift(Assignment seen, @Nullable String drift) {
        String before = seen.progress().drift();
        if (Objects.equals(before, drift)) {
            return false;
        }
        Entry entry = drift == null
                ? Entry.own("drift-over", "No longer a difference to the host: " + before)
                : Entry.own("drift", "The host differs from the assignment: " + drift);
        note(seen, row -> row.drift = drift, entry);
        return true;
    }

    /** Records that the guest gets all functions of the assignment now, perhaps again; part of a change. */
    @Transactional
    public void given(UUID assignment) {
        functions.of(assignment).forEach(row -> {
            row.givenAt = clock.instant();
            row.returnedAt = null;
        });
    }

    /** Records that the guest has returned the given functions now; part of a change. */
    @Transactional
    public void returned(UUID assignment, List<LentFunction> back) {
        List<String> addresses =
                back.stream().map(function -> function.address().toString()).toList();
        functions.of(assignment).stream()
                .filter(row -> addresses.contains(row.key.address()))
                .forEach(row -> row.returnedAt = clock.instant());
    }

    /**
     * Stores a new assignment with its endpoints, functions and first timeline entry.
     *
     * @throws org.springframework.dao.DataIntegrityViolationException by the unique keys, if the group or a member has a live assignment
     */
    @Transactional
    public void open(AssignmentRow row, List<PciAddress> asked, List<Member> endpoints, Entry entry) {
        assignments.saveAndFlush(row);
        endpoints.forEach(member -> members.save(new MemberRow(row.id, row.hostId, member)));
        asked.forEach(address -> functions.save(new FunctionRow(row.id, address)));
        timeline.add(new Subject(row.hostId, row.id, null), entry);
    }

    @Transactional(readOnly = true)
    public Optional<Assignment> find(UUID id) {
        return whole(assignments.parts(id));
    }

    @Transactional(readOnly = true)
    public Optional<Assignment> liveOf(UUID host, GroupFingerprint group) {
        return whole(assignments.partsOfLive(AssignmentRow.liveGroup(host, group)));
    }

    @Transactional(readOnly = true)
    public Optional<Assignment> liveWith(UUID host, PciAddress address) {
        return members.findByLiveFunction(MemberRow.liveFunction(host, address))
                .flatMap(row -> find(row.key.assignmentId()));
    }

    @Transactional(readOnly = true)
    public List<Assignment> liveOn(UUID host) {
        Map<AssignmentRow, List<Part>> parts = assignments.partsOfLiveOn(host).stream()
                .collect(Collectors.groupingBy(Part::assignment, LinkedHashMap::new, Collectors.toList()));
        return parts.values().stream().flatMap(each -> whole(each).stream()).toList();
    }

    @Transactional(readOnly = true)
    public List<UUID> liveIdsOfGuest(UUID host, UUID guest) {
        return assignments.liveOfGuest(host, guest);
    }

    @Transactional(readOnly = true)
    public List<UUID> concernedBy(HostReported reported) {
        return assignments.waitingOnHost(reported.host()).stream()
                .filter(wait -> reported.concerns(
                        new GroupFingerprint(wait.fingerprint()), wait.operation(), wait.revision() != null))
                .map(AssignmentRows.Wait::id)
                .toList();
    }

    /** Returns the ids of all live assignments. */
    @Transactional(readOnly = true)
    public List<UUID> live() {
        return assignments.live();
    }

    private static Optional<Assignment> whole(List<Part> parts) {
        return parts.stream()
                .findFirst()
                .map(any -> any.assignment()
                        .assignment(
                                each(parts, Part::function)
                                        .map(FunctionRow::function)
                                        .toList(),
                                each(parts, Part::member).map(MemberRow::member).toList()));
    }

    /** Returns each row once, in the order of the query. */
    private static <T> Stream<T> each(List<Part> parts, Function<Part, @Nullable T> row) {
        return parts.stream()
                .flatMap(part -> Stream.ofNullable(row.apply(part)))
                .distinct();
    }
}
