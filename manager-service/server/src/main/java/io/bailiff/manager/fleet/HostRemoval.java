// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.Transition;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.join.HostCertificates;
import io.bailiff.manager.problem.Fields;
import io.bailiff.manager.problem.Problem;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes hosts out of the fleet. The certificates of a removed host are revoked; its record stays. A forced removal ends the live assignments
 * of the host as {@code LOST} and their conflicts as withdrawn, in the same transaction: no step acts on the host afterwards.
 */
@Component
class HostRemoval {

    private static final int TRIES = 20;

    private final Hosts hosts;
    private final HostCertificates certificates;
    private final Assignments assignments;
    private final ConflictStore conflicts;
    private final Timeline timeline;
    private final TransactionTemplate transactions;

    HostRemoval(
            Hosts hosts,
            HostCertificates certificates,
            Assignments assignments,
            ConflictStore conflicts,
            Timeline timeline,
            TransactionTemplate transactions) {
        this.hosts = hosts;
        this.certificates = certificates;
        this.assignments = assignments;
        this.conflicts = conflicts;
        this.timeline = timeline;
        this.transactions = transactions;
    }

    /**
     * Removes a host. Tries again, up to 20 times, if other transactions change the assignments of the host at the same time.
     *
     * @param force true to remove the host although it has live assignments: the guests keep the functions, and the manager gives the host
     *     no orders any more
     * @throws io.bailiff.manager.problem.ProblemException 409 if the host has live assignments, 404 if the host was removed before
     */
    void remove(Host host, boolean force, String actor, String reason) {
        for (int tries = 1; tries <= TRIES; tries++) {
            Boolean removed = transactions.execute(transaction -> {
                boolean ours = tryToRemove(host, force, actor, reason);
                if (!ours) {
                    transaction.setRollbackOnly();
                }
                return ours;
            });
            if (Boolean.TRUE.equals(removed)) {
                return;
            }
        }
        throw new IllegalStateException("The assignments of " + host.name() + " changed " + TRIES + " times in a row");
    }

    /** Returns false if another transaction has changed an assignment or a conflict since this transaction has read it. */
    private boolean tryToRemove(Host host, boolean force, String actor, String reason) {
        List<Assignment> live = assignments.liveOn(host.id());
        if (!live.isEmpty() && !force) {
            throw lends(host, live.size()).exception();
        }
        if (!endConflicts(live, actor, reason) || !loseAll(live, actor, reason)) {
            return false;
        }
        // The host's row is locked last. An assignment made at the same time has locked the row before, and is seen
        // now.
        if (!hosts.remove(host.id())) {
            throw Fields.unknown("host", host.name()).exception();
        }
        if (!assignments.liveOn(host.id()).isEmpty()) {
            return false;
        }
        certificates.revokeAll(host.id(), actor, "the host is removed: " + reason);
        timeline.add(
                host.id(),
                "host-removed",
                actor,
                host.name() + " is removed from the fleet"
                        + (live.isEmpty() ? "" : ", with " + live.size() + " live assignments") + ": " + reason);
        return true;
    }

    private boolean endConflicts(List<Assignment> live, String actor, String reason) {
        for (Assignment assignment : live) {
            Optional<Conflict> open = conflicts.openOn(assignment);
            if (open.isPresent()
                    && !conflicts.move(open.get(), Transition.HOST_REMOVED, row -> {}, actor, text(reason))) {
                return false;
            }
        }
        return true;
    }

    private boolean loseAll(List<Assignment> live, String actor, String reason) {
        for (Assignment assignment : live) {
            if (!assignments.lose(assignment, actor, text(reason))) {
                return false;
            }
        }
        return true;
    }

    private static String text(String reason) {
        return "The host is removed from the fleet by force, and the guest may still have the functions: " + reason;
    }

    private static Problem lends(Host host, int live) {
        return Problem.of(
                        HttpStatus.CONFLICT,
                        "host-has-assignments",
                        "The host has live assignments",
                        host.name() + " has " + live + " live assignments",
                        "End the assignments first: GET /api/v1/assignments?host=" + host.name()
                                + ". Or force the removal with force=true: the assignments then end as LOST, and the guests keep the"
                                + " functions.")
                .with("liveAssignments", live);
    }
}
