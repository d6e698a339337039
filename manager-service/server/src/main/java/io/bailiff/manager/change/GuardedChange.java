// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.change;

import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.audit.Timeline;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Changes a stored row, provided that the row still has the state and the epoch that the caller read. The timeline entries of the change
 * are written in the same transaction. Every change increments the epoch, so only one of two changes of the same state and epoch happens.
 */
@Component
public class GuardedChange {

    /** The length of the columns {@code problem}. A problem names the guest and its functions, and libvirt limits neither. */
    private static final int LONGEST_PROBLEM = 2000;

    private final Timeline timeline;
    private final Delays delays;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    GuardedChange(Timeline timeline, Delays delays, Clock clock, ApplicationEventPublisher events) {
        this.timeline = timeline;
        this.delays = delays;
        this.clock = clock;
        this.events = events;
    }

    /**
     * Changes a row.
     *
     * @param rows reads and locks the row
     * @param seen the stored thing as the caller read it
     * @param to returns the next state, or the same state if only other columns change. Called only for a row that is still as read. An
     *     exception for a state without such a successor is therefore never caused by outdated data
     * @param change changes other columns of the row
     * @param entries the timeline entries to write
     * @param event the application event to publish in the transaction, or null
     * @return true if the row was changed; false if another transaction has changed the row: the caller has to read again
     * @throws IllegalStateException if several rows have the id
     */
    @Transactional
    public <S extends Enum<S>, R extends GuardedRow<S>> boolean make(
            GuardedRows<S, R> rows,
            Seen<S> seen,
            UnaryOperator<S> to,
            Consumer<? super R> change,
            List<Entry> entries,
            @Nullable Object event) {
        Optional<R> row = one(rows.take(seen.id(), seen.state(), seen.epoch()), seen);
        if (row.isEmpty()) {
            return false;
        }
        S next = to.apply(seen.state());
        row.get().countChange();
        if (next != seen.state()) {
            row.get().enter(next, clock.instant());
            delays.end(seen.id());
        }
        change.accept(row.get());
        entries.forEach(entry -> timeline.add(seen.subject(), entry));
        if (event != null) {
            events.publishEvent(event);
        }
        return true;
    }

    /**
     * Changes columns of a row that keeps its state.
     *
     * @param change changes the columns
     * @param entries the timeline entries to write
     * @return false if another transaction has changed the row: the caller has to read again
     */
    @Transactional
    public <S extends Enum<S>, R extends GuardedRow<S>> boolean note(
            GuardedRows<S, R> rows, Seen<S> seen, Consumer<? super R> change, List<Entry> entries) {
        return make(rows, seen, same -> same, change, entries, null);
    }

    /**
     * Stores the reason why a thing does not progress; null: the thing progresses again. An unchanged reason is not stored again, and adds
     * no timeline entry.
     *
     * @return false if another transaction has changed the row: the caller has to read again
     */
    @Transactional
    public <S extends Enum<S>, R extends GuardedRow<S>> boolean problem(
            GuardedRows<S, R> rows, Seen<S> seen, @Nullable String problem) {
        if (problem == null) {
            delays.end(seen.id());
        }
        String stored =
                problem != null && problem.length() > LONGEST_PROBLEM ? problem.substring(0, LONGEST_PROBLEM) : problem;
        return Objects.equals(seen.problem(), stored)
                || note(rows, seen, row -> row.problem(stored), problemEntries(seen, stored));
    }

    /**
     * Stores the reason why a thing does not progress, provided that the thing has not progressed for some time. A shorter delay is normal
     * and changes nothing.
     *
     * @param normal the time without progress that is no problem
     * @return false if another transaction has changed the row: the caller has to read again
     */
    @Transactional
    public <S extends Enum<S>, R extends GuardedRow<S>> boolean problemIfLate(
            GuardedRows<S, R> rows, Seen<S> seen, @Nullable String problem, Duration normal) {
        boolean known = problem == null || seen.problem() != null;
        boolean normalDelay = !known && !delays.isLate(seen.id(), normal);
        return normalDelay || problem(rows, seen, problem);
    }

    /**
     * The same, without a timeline entry: other entries of the same timeline say it.
     *
     * @param normal the time without progress that is no problem
     * @return false if another transaction has changed the row: the caller has to read again
     */
    @Transactional
    public <S extends Enum<S>, R extends GuardedRow<S>> boolean unrecordedProblemIfLate(
            GuardedRows<S, R> rows, Seen<S> seen, String problem, Duration normal) {
        boolean normalDelay = seen.problem() == null && !delays.isLate(seen.id(), normal);
        return normalDelay
                || problem.equals(seen.problem())
                || note(rows, seen, row -> row.problem(problem), List.of());
    }

    /** Ends a delay of the thing's steps, because a step has worked. A delay of requests goes on. */
    public void stepped(Seen<?> seen) {
        delays.end(seen.id(), Delays.Cause.STEP);
    }

    /** Returns the timeline entry for a changed problem of a thing; empty if the problem is the same as before. */
    public static List<Entry> problemEntries(Seen<?> seen, @Nullable String problem) {
        String before = seen.problem();
        if (Objects.equals(before, problem)) {
            return List.of();
        }
        return List.of(
                problem == null
                        ? Entry.own("problem-over", "No longer a problem: " + before)
                        : Entry.own("problem", problem));
    }

    /** Locks a row and returns true if the row is as the caller read it. The row then stays unchanged until the end of the transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public <S extends Enum<S>, R extends GuardedRow<S>> boolean keep(GuardedRows<S, R> rows, Seen<S> seen) {
        return one(rows.take(seen.id(), seen.state(), seen.epoch()), seen).isPresent();
    }

    private static <R> Optional<R> one(List<R> rows, Seen<?> seen) {
        return switch (rows.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(rows.get(0));
            default -> throw new IllegalStateException(rows.size() + " rows have the id " + seen.id());
        };
    }
}
