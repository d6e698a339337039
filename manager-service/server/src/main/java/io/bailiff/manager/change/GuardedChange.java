package io.bailiff.manager.change;

import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.audit.Timeline;
import java.time.Clock;
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
 * Changes a row if it still is as it was seen, and writes what the record says of the change into the same transaction. Every change is a
 * new epoch, so that only one of two changes of the same state and epoch happens.
 */
@Component
public class GuardedChange {

    private final Timeline timeline;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    GuardedChange(Timeline timeline, Clock clock, ApplicationEventPublisher events) {
        this.timeline = timeline;
        this.clock = clock;
        this.events = events;
    }

    /**
     * Changes a row.
     *
     * @param seen the thing as it was read
     * @param to returns its next state, or the same: then only something about it changes. It is not called for a row that has changed,
     *     so it may throw if that state has no such successor: whoever has seen an old state is told to read the row again
     * @param change what else changes
     * @param entries what the record says
     * @param event what is published in the transaction, or null
     * @return true if the row was changed; false if somebody else has changed it: read it again
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
        }
        change.accept(row.get());
        entries.forEach(entry -> timeline.add(seen.subject(), entry));
        if (event != null) {
            events.publishEvent(event);
        }
        return true;
    }

    /** Stores the reason why a thing does not progress, once; null: it progresses again. */
    @Transactional
    public <S extends Enum<S>, R extends GuardedRow<S>> boolean problem(
            GuardedRows<S, R> rows, Seen<S> seen, @Nullable String problem) {
        return Objects.equals(seen.problem(), problem)
                || make(rows, seen, same -> same, row -> row.problem(problem), problemEntries(seen, problem), null);
    }

    /** Returns what the record says when the problem of a thing changes. */
    public static List<Entry> problemEntries(Seen<?> seen, @Nullable String problem) {
        String before = seen.problem();
        if (Objects.equals(before, problem)) {
            return List.of();
        }
        return List.of(problem == null ? Entry.own("problem-over", "Over: " + before) : Entry.own("problem", problem));
    }

    /** Returns true if a row is as it was seen; then it stays so for the rest of the transaction. */
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
