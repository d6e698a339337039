package io.bailiff.manager.conflict;

import io.bailiff.manager.api.ConflictView;
import io.bailiff.manager.api.ReclaimRequest;
import io.bailiff.manager.api.RecordEntry;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.problem.Fields;
import io.bailiff.manager.time.SteadyClock;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Reclaims and conflicts, for operators. */
@RestController
@RequestMapping("/api/v1")
class ConflictController {

    private final Docket docket;
    private final Reclaims reclaims;
    private final Claims claims;
    private final Assignments assignments;
    private final Hosts hosts;
    private final Timeline timeline;
    private final Terms terms;
    private final SteadyClock clock;

    ConflictController(
            Docket docket,
            Reclaims reclaims,
            Claims claims,
            Assignments assignments,
            Hosts hosts,
            Timeline timeline,
            Terms terms,
            SteadyClock clock) {
        this.docket = docket;
        this.reclaims = reclaims;
        this.claims = claims;
        this.assignments = assignments;
        this.hosts = hosts;
        this.timeline = timeline;
        this.terms = terms;
        this.clock = clock;
    }

    /** 202 with a new conflict, 200 with the open one that the claim has joined. */
    @PostMapping("/hosts/{name}/reclaims")
    ResponseEntity<ConflictView> reclaim(
            @PathVariable String name, @RequestBody ReclaimRequest body, HttpServletRequest http) {
        Host host = hosts.require(name);
        Filing.Filed filed = reclaims.file(host, Reclaim.of(body, http.getRemoteAddr()));
        return ResponseEntity.status(filed.opened() ? HttpStatus.ACCEPTED : HttpStatus.OK)
                .location(URI.create("/api/v1/conflicts/" + filed.conflict()))
                .body(whole(docket.require(filed.conflict())));
    }

    @GetMapping("/conflicts")
    List<ConflictView> list(
            @RequestParam(required = false) @Nullable String host,
            @RequestParam(required = false) @Nullable Boolean open) {
        UUID hostId = host == null ? null : hosts.require(host).id();
        List<Conflict> found = hostId == null ? docket.all() : docket.onHost(hostId);
        return found.stream()
                .filter(conflict -> open == null || open == !conflict.state().ended())
                .map(conflict -> view(conflict, null))
                .toList();
    }

    @GetMapping("/conflicts/{id}")
    ConflictView one(@PathVariable String id) {
        return whole(docket.require(Fields.id(id, "conflict")));
    }

    private ConflictView whole(Conflict conflict) {
        return view(
                conflict,
                timeline.ofConflict(
                        conflict.id(), conflict.assignment(), conflict.openedAt(), docket.storyEnds(conflict)));
    }

    private ConflictView view(Conflict conflict, @Nullable List<RecordEntry> entries) {
        Host host = hosts.get(conflict.host());
        return ConflictViews.of(
                conflict,
                assignments.get(conflict.assignment()),
                host,
                terms.of(conflict),
                clock,
                claims.of(conflict.id()).stream()
                        .map(claim -> ClaimViews.of(claim, host.name()))
                        .toList(),
                entries);
    }
}
