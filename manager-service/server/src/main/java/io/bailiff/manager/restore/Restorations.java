package io.bailiff.manager.restore;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.problem.Fields;
import io.bailiff.manager.step.Steps;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
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
    private final Timeline timeline;
    private final Steps steps;
    private final Clock clock;

    Restorations(RestorationRows rows, Timeline timeline, Steps steps, Clock clock) {
        this.rows = rows;
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

    /** Changes an open one; false if it is not open any more. */
    @Transactional
    boolean change(UUID assignment, Consumer<RestorationRow> change) {
        Optional<RestorationRow> row = rows.openForChange(assignment);
        row.ifPresent(change);
        return row.isPresent();
    }

    /** The same, and the record says so. */
    @Transactional
    boolean change(UUID assignment, Consumer<RestorationRow> change, String kind, String actor, String text) {
        boolean ours = change(assignment, change);
        if (ours) {
            Restoration now = find(assignment).orElseThrow();
            timeline.add(now.host(), assignment, now.conflict(), kind, actor, text);
        }
        return ours;
    }

    /** Says what keeps one from coming back, once; null: nothing does. */
    @Transactional
    void problem(Restoration seen, @Nullable String problem) {
        if (!Objects.equals(seen.problem(), problem)) {
            boolean unused = change(
                    seen.assignment(),
                    row -> row.problem = problem,
                    problem == null ? "problem-over" : "problem",
                    Timeline.MANAGER,
                    problem == null ? "Over: " + seen.problem() : problem);
        }
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
