// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.audit;

import io.bailiff.manager.api.RecordEntry;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
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

    /** The largest number of entries of a timeline that is read: a host can make any number of claims in a conflict. */
    private static final int MOST = 1000;

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

    /** Returns the entries about an assignment, in the order of the events; of more than {@value #MOST} entries, the newest. */
    @Transactional(readOnly = true)
    public List<RecordEntry> ofAssignment(UUID assignment) {
        return entries(rows.findByAssignmentIdOrderByIdDesc(assignment, Limit.of(MOST)));
    }

    /**
     * Returns the entries about a conflict, and the entries about the conflict's assignment alone from {@code since} to {@code until}, in the
     * order of the events; of more than {@value #MOST} entries, the newest. Two queries: H2 would find no index for both conditions.
     */
    @Transactional(readOnly = true)
    public List<RecordEntry> ofConflict(UUID conflict, UUID assignment, Instant since, Instant until) {
        return entries(Stream.concat(
                        rows.findByConflictIdOrderByIdDesc(conflict, Limit.of(MOST)).stream(),
                        rows.ofAssignmentAlone(assignment, since, until, Limit.of(MOST)).stream())
                .sorted(Comparator.<RecordRow>comparingLong(row -> row.id).reversed())
                .limit(MOST)
                .toList());
    }

    /**
     * Returns entries about a host itself, the newest first. The host's assignments and conflicts have their own entries.
     *
     * @param at the latest time of the returned entries
     * @param before the returned entries of this time have smaller numbers
     * @param most the largest number of entries
     */
    @Transactional(readOnly = true)
    public List<NumberedEntry> ofHost(UUID host, Instant at, long before, int most) {
        return rows.ofHost(host, at, before, Limit.of(most)).stream()
                .map(row -> new NumberedEntry(row.id, row.entry()))
                .toList();
    }

    /** Returns the number of entries of a kind about a host itself, from a time on. */
    @Transactional(readOnly = true)
    public int count(UUID host, String kind, Instant from) {
        return rows.count(host, kind, from);
    }

    private static List<RecordEntry> entries(List<RecordRow> newestFirst) {
        List<RecordEntry> entries =
                new ArrayList<>(newestFirst.stream().map(RecordRow::entry).toList());
        Collections.reverse(entries);
        return entries;
    }
}
