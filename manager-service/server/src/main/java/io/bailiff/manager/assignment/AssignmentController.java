// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.manager.api.AssignmentRequest;
import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.api.AssignmentView;
import io.bailiff.manager.api.HealthView;
import io.bailiff.manager.api.Page;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.host.ReportViews;
import io.bailiff.manager.page.PageRequest;
import io.bailiff.manager.problem.Fields;
import io.bailiff.manager.time.MonotonicClock;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The REST resource of assignments, for operators. */
@RestController
@RequestMapping("/api/v1/assignments")
class AssignmentController {

    private final Assignments assignments;
    private final AssignmentReads reads;
    private final Hosts hosts;
    private final Inventories inventories;
    private final Timeline timeline;
    private final MonotonicClock clock;

    AssignmentController(
            Assignments assignments,
            AssignmentReads reads,
            Hosts hosts,
            Inventories inventories,
            Timeline timeline,
            MonotonicClock clock) {
        this.assignments = assignments;
        this.reads = reads;
        this.hosts = hosts;
        this.inventories = inventories;
        this.timeline = timeline;
        this.clock = clock;
    }

    @PostMapping
    ResponseEntity<AssignmentView> request(@RequestBody AssignmentRequest body, HttpServletRequest http) {
        Assignment assignment = assignments.request(LoanRequest.of(body, http.getRemoteAddr()));
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/assignments/" + assignment.id()))
                .body(whole(assignment));
    }

    /** Returns assignments without health and timeline, the newest first. */
    @GetMapping
    Page<AssignmentView> list(
            @RequestParam(required = false) @Nullable String host,
            @RequestParam(required = false) @Nullable String guest,
            @RequestParam(required = false) @Nullable AssignmentState state,
            @RequestParam(required = false) @Nullable Boolean live,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor, "assignments", host, guest, state, live);
        UUID on = host == null ? null : hosts.require(host).id();
        Page<Assignment> found = reads.page(new AssignmentFilter(on, guest, state, live), page);
        hosts.prefetch(found.items(), Assignment::host);
        return found.with(found.items().stream()
                .map(assignment -> AssignmentViews.of(assignment, hosts.name(assignment.host()), clock, null, null))
                .toList());
    }

    @GetMapping("/{id}")
    AssignmentView one(@PathVariable String id) {
        return whole(assignments.get(Fields.id(id, "assignment")));
    }

    /** Releases an assignment. Returns 202 while the end of the assignment is pending, 200 if the assignment has already ended. */
    @DeleteMapping("/{id}")
    ResponseEntity<AssignmentView> release(
            @PathVariable String id, @RequestParam(required = false) @Nullable String by, HttpServletRequest http) {
        Requester requester = new Requester(Fields.optionalText(by, "by", 253), http.getRemoteAddr());
        Assignment assignment = assignments.release(Fields.id(id, "assignment"), requester);
        return ResponseEntity.status(assignment.state().ended() ? HttpStatus.OK : HttpStatus.ACCEPTED)
                .body(whole(assignment));
    }

    private AssignmentView whole(Assignment assignment) {
        return AssignmentViews.of(
                assignment,
                hosts.name(assignment.host()),
                clock,
                health(assignment),
                timeline.ofAssignment(assignment.id()));
    }

    /** Returns the health events of the group's endpoints in the last report; empty for an ended assignment. */
    private List<HealthView> health(Assignment assignment) {
        if (assignment.state().ended()) {
            return List.of();
        }
        return inventories
                .latest(assignment.host())
                .map(inventory -> ReportViews.health(
                        inventory.report(),
                        address -> assignment.members().stream()
                                .anyMatch(member -> member.address().equals(address))))
                .orElse(List.of());
    }
}
