// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.manager.api.Page;
import io.bailiff.manager.page.NewestFirst;
import io.bailiff.manager.page.PageRequest;
import io.bailiff.manager.problem.Fields;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Reads several assignments at once, for lists. The number of statements does not depend on the number of assignments. */
@Component
public class AssignmentReads {

    private final EntityManager entities;
    private final AssignmentRows assignments;
    private final FunctionRows functions;
    private final MemberRows members;

    AssignmentReads(EntityManager entities, AssignmentRows assignments, FunctionRows functions, MemberRows members) {
        this.entities = entities;
        this.assignments = assignments;
        this.functions = functions;
        this.members = members;
    }

    /** Returns a page of the wanted assignments, the newest first. */
    @Transactional(readOnly = true)
    public Page<Assignment> page(AssignmentFilter wanted, PageRequest page) {
        NewestFirst<AssignmentRow> query = NewestFirst.of(AssignmentRow.class, "requestedAt", "id")
                .having("hostId", wanted.host())
                .having("state", wanted.state());
        if (Boolean.TRUE.equals(wanted.live())) {
            query.where("r.liveGroup > ''");
        } else if (Boolean.FALSE.equals(wanted.live())) {
            query.without("liveGroup");
        }
        ofGuest(query, wanted.guest());
        Page<AssignmentRow> rows = page.page(
                query.read(entities, page), NewestFirst.position(row -> row.requestedAt, AssignmentRow::getId));
        return rows.with(assignments(rows.items()));
    }

    /** A name may have the form of a UUID, so a UUID is compared with both columns. */
    private static void ofGuest(NewestFirst<AssignmentRow> query, @Nullable String guest) {
        if (guest == null) {
            return;
        }
        Optional<UUID> uuid = Fields.uuidIn(guest);
        if (uuid.isPresent()) {
            query.where("r.guestName = :name or r.guestUuid = :guest", Map.of("name", guest, "guest", uuid.get()));
        } else {
            query.where("r.guestName = :name", "name", guest);
        }
    }

    /** Returns the assignments with these ids, by their ids. */
    @Transactional(readOnly = true)
    public Map<UUID, Assignment> byId(Collection<UUID> ids) {
        return assignments(assignments.findByIdIn(ids)).stream()
                .collect(Collectors.toMap(Assignment::id, Function.identity()));
    }

    /** Returns the live assignments of guests, on any host. */
    @Transactional(readOnly = true)
    public List<Assignment> liveOfGuests(Collection<UUID> guests) {
        return assignments(assignments.liveOfGuests(guests));
    }

    private List<Assignment> assignments(List<AssignmentRow> rows) {
        List<UUID> ids = rows.stream().map(row -> row.id).toList();
        Map<UUID, List<LentFunction>> lent = functions.ofAll(ids).stream()
                .collect(Collectors.groupingBy(
                        row -> row.key.assignmentId(), Collectors.mapping(FunctionRow::function, Collectors.toList())));
        Map<UUID, List<Member>> endpoints = members.ofAll(ids).stream()
                .collect(Collectors.groupingBy(
                        row -> row.key.assignmentId(), Collectors.mapping(MemberRow::member, Collectors.toList())));
        return rows.stream()
                .map(row ->
                        row.assignment(lent.getOrDefault(row.id, List.of()), endpoints.getOrDefault(row.id, List.of())))
                .toList();
    }
}
