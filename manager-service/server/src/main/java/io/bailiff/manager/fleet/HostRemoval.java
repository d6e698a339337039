// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.join.HostCertificates;
import io.bailiff.manager.problem.Fields;
import io.bailiff.manager.problem.Problem;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Takes hosts out of the fleet. The certificates of a removed host are revoked; its record stays. */
@Component
class HostRemoval {

    private final Hosts hosts;
    private final HostCertificates certificates;
    private final Assignments assignments;
    private final Timeline timeline;

    HostRemoval(Hosts hosts, HostCertificates certificates, Assignments assignments, Timeline timeline) {
        this.hosts = hosts;
        this.certificates = certificates;
        this.assignments = assignments;
        this.timeline = timeline;
    }

    /**
     * Removes a host.
     *
     * @param force true to remove the host although it has live assignments: the guests keep the functions, and the manager gives the host
     *     no orders any more
     * @throws io.bailiff.manager.problem.ProblemException 409 if the host has live assignments, 404 if the host was removed before
     */
    @Transactional
    void remove(Host host, boolean force, String actor, String reason) {
        // First, because the change locks the host's row: an assignment made at the same time is then seen here.
        if (!hosts.remove(host.id())) {
            throw Fields.unknown("host", host.name()).exception();
        }
        List<Assignment> live = assignments.liveOn(host.id());
        if (!live.isEmpty() && !force) {
            throw lends(host, live.size()).exception();
        }
        certificates.revokeAll(host.id(), actor, "the host is removed: " + reason);
        timeline.add(
                host.id(),
                "host-removed",
                actor,
                host.name() + " is removed from the fleet"
                        + (live.isEmpty() ? "" : ", with " + live.size() + " live assignments") + ": " + reason);
    }

    private static Problem lends(Host host, int live) {
        return Problem.of(
                        HttpStatus.CONFLICT,
                        "host-has-assignments",
                        "The host has live assignments",
                        host.name() + " has " + live + " live assignments",
                        "End the assignments first: GET /api/v1/assignments?host=" + host.name()
                                + ". Or force the removal with force=true: the guests then keep the functions.")
                .with("liveAssignments", live);
    }
}
