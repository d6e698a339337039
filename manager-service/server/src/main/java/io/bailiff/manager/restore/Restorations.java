// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.restore;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.api.Page;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.change.GuardedChange;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.page.NewestFirst;
import io.bailiff.manager.page.PageRequest;
import io.bailiff.manager.problem.Fields;
import io.bailiff.manager.step.Steps;
import jakarta.persistence.EntityManager;
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

/** The restorations of assignments, in the database. */
@Component
public class Restorations {

    private final RestorationRows rows;
    private final GuardedChange changes;
    private final Timeline timeline;
    private final Steps steps;
    private final Hosts hosts;
    private final Clock clock;
    private final EntityManager entities;

    Restorations(
            RestorationRows rows,
            GuardedChange changes,
            Timeline timeline,
            Steps steps,
            Hosts hosts,
            Clock clock,
            EntityManager entities) {
        this.rows = rows;
        this.changes = changes;
        this.timeline = timeline;
        this.steps = steps;
        this.hosts = hosts;
        this.clock = clock;
        this.entities = entities;
    }

    /**
     * Adds the restoration of an assignment after a conflict has ended the assignment. Part of the transaction that ends the conflict.
     *
     * @param claimed the functions claimed by the host; if empty, the restoration waits for all members of the group
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
                ended.shownGuest() + " gets " + ended.functionList() + " back when the host no longer uses "
                        + functions);
        steps.begin(RestorationStepper.KIND, ended.id());
    }

    /** Cancels a restoration whose host was removed from the fleet. Returns false if the host is part of the fleet. */
    @Transactional
    boolean endIfHostIsRemoved(Restoration seen, UUID host) {
        if (!hosts.isRemoved(host)) {
            return false;
        }
        boolean unused = change(
                seen,
                RestorationState.CANCELLED,
                row -> {},
                new Entry("restoration-called-off", Timeline.MANAGER, "The host was removed from the fleet"));
        return true;
    }

    /**
     * Changes a restoration that is still in the seen state and epoch, and adds the entries to the record.
     *
     * @param to the next state, or the same state
     * @return false if another transaction has changed the restoration: read the restoration again
     */
    @Transactional
    boolean change(Restoration seen, RestorationState to, Consumer<RestorationRow> change, Entry... entries) {
        return changes.make(rows::take, seen, state -> to, change, List.of(entries), null);
    }

    /** Stores the reason why an assignment is not restored now, once; null removes the reason. */
    @Transactional
    void problem(Restoration seen, @Nullable String problem) {
        changes.problem(rows::take, seen, problem);
    }

    /**
     * Returns the restoration of this assignment.
     *
     * @throws io.bailiff.manager.problem.ProblemException 404 if the assignment has no restoration
     */
    Restoration require(UUID assignment) {
        return find(assignment)
                .orElseThrow(() ->
                        Fields.unknown("restoration", assignment.toString()).exception());
    }

    @Transactional(readOnly = true)
    Optional<Restoration> find(UUID assignment) {
        return rows.findById(assignment).map(RestorationRow::restoration);
    }

    /**
     * Returns a page of the restorations, the newest first.
     *
     * @param host the only host of interest, or null for all hosts
     * @param open true for waiting restorations only, false for ended restorations only, null for all restorations
     */
    @Transactional(readOnly = true)
    Page<Restoration> page(@Nullable UUID host, @Nullable Boolean open, PageRequest page) {
        NewestFirst<RestorationRow> query =
                NewestFirst.of(RestorationRow.class, "beganAt", "assignmentId").having("hostId", host);
        if (open != null) {
            query.where(open ? "r.state = WAITING" : "r.state <> WAITING");
        }
        Page<RestorationRow> found =
                page.page(query.read(entities, page), NewestFirst.position(row -> row.beganAt, RestorationRow::getId));
        return found.with(
                found.items().stream().map(RestorationRow::restoration).toList());
    }
}
