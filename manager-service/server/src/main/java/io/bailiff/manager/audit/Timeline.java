// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.audit;

import io.bailiff.manager.api.RecordEntry;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Writes and reads the record. An entry is written in the transaction of the described event, or not at all. */
@Component
public class Timeline {

    /** The manager as the actor of an entry. */
    public static final String MANAGER = "manager";

    private final RecordRows rows;
    private final NewEntries added;
    private final Clock clock;

    Timeline(RecordRows rows, NewEntries added, Clock clock) {
        this.rows = rows;
        this.added = added;
        this.clock = clock;
    }

    /** Adds an entry about a host. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void add(UUID host, String kind, String actor, String text) {
        add(host, null, null, kind, actor, text);
    }

    /** Adds an entry about a subject. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void add(Subject subject, Entry entry) {
        add(subject.host(), subject.assignment(), subject.conflict(), entry.kind(), entry.actor(), entry.text());
    }

    /** Adds an entry about an assignment, a conflict, or both. An entry without a host is about the fleet. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void add(
            @Nullable UUID host,
            @Nullable UUID assignment,
            @Nullable UUID conflict,
            String kind,
            String actor,
            String text) {
        added.add(new RecordEntry(
                clock.instant().truncatedTo(ChronoUnit.MILLIS), host, assignment, conflict, kind, actor, text));
    }

    /** Returns all entries about an assignment, in the order of the events. */
    @Transactional(readOnly = true)
    public List<RecordEntry> ofAssignment(UUID assignment) {
        return entries(rows.findByAssignmentIdOrderById(assignment));
    }

    /** Returns all entries about a conflict, and the entries about the conflict's assignment alone from {@code since} to {@code until}. */
    @Transactional(readOnly = true)
    public List<RecordEntry> ofConflict(UUID conflict, UUID assignment, Instant since, Instant until) {
        return entries(rows.ofConflict(conflict, assignment, since, until));
    }

    /** Returns the newest entries about a host itself, the newest first. The host's assignments and conflicts have their own entries. */
    @Transactional(readOnly = true)
    public List<RecordEntry> ofHost(UUID host, int most) {
        return entries(rows.ofHost(host, Limit.of(most)));
    }

    /** Returns the number of entries of a kind about a host itself, from a time on. */
    @Transactional(readOnly = true)
    public int count(UUID host, String kind, Instant from) {
        return rows.count(host, kind, from);
    }

    private static List<RecordEntry> entries(List<RecordRow> found) {
        return found.stream().map(RecordRow::entry).toList();
    }
}
