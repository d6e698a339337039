package io.bailiff.manager.restore;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.change.GuardedChange;
import io.bailiff.manager.problem.Fields;
import io.bailiff.manager.step.Steps;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The assignments that are to come back, in the database. */
@Component
public class Restorations {

    private final RestorationRows rows;
    private final GuardedChange changes;
    private final Timeline timeline;
    private final Steps steps;
    private final Clock clock;

    Restorations(RestorationRows rows, GuardedChange changes, Timeline timeline, Steps steps, Clock clock) {
        this.rows = rows;
        this.changes = changes;
        this.timeline = timeline;
        this.steps = steps;
        this.clock = clock;
    }

    /**
     * An assignment that a conflict has ended is to come back. Part of the transaction that ends the conflict.
     *
     * @param claimed the functions that the host wanted; if none is known, it wanted all
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void await(Assignment ended, UUID conflict, List<PciAddress> claimed) {
        List<PciAddress> wanted = claimed.isEmpty()
                ? ended.members().stream().map(member -> member.address()).toList()
                : claimed;
        rows.saveAndFlush(new RestorationRow(ended.id(), ended.host(), conflict, wanted, clock.instant()));
        String functions = wanted.stream().map(PciAddress::toString).collect(Collectors.joining(", "));
        timeline.add(
                ended.host(),
                ended.id(),
                conflict,
                "restoration-waits",
                Timeline.MANAGER,
                ended.guestName() + " gets " + ended.functionList() + " again when the host does not use " + functions
                        + " any more");
        steps.begin(RestorationStepper.KIND, ended.id());
    }

    /**
     * Changes a restoration that is still as it was seen, and says so in the record.
     *
     * @param to its next state, or the same
     * @return false if somebody else has changed it: read it again
     */
    @Transactional
    boolean change(Restoration seen, RestorationState to, Consumer<RestorationRow> change, Entry... entries) {
        return changes.make(rows::take, seen, state -> to, change, List.of(entries), null);
    }

    /** Says what keeps one from coming back, once; null: nothing does. */
    @Transactional
    void problem(Restoration seen, @Nullable String problem) {
        changes.problem(rows::take, seen, problem);
    }

    /** The one of this assignment; 404 if it is not to come back. */
    Restoration require(UUID assignment) {
        return find(assignment)
                .orElseThrow(() ->
                        Fields.unknown("restoration", assignment.toString()).exception());
    }

    @Transactional(readOnly = true)
    Optional<Restoration> find(UUID assignment) {
        return rows.findById(assignment).map(RestorationRow::restoration);
    }

    @Transactional(readOnly = true)
    List<Restoration> all() {
        return rows.findAllByOrderByBeganAt().stream()
                .map(RestorationRow::restoration)
                .toList();
    }
}
