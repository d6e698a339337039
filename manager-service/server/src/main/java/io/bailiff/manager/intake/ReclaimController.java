// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.intake;

import io.bailiff.manager.api.ConflictView;
import io.bailiff.manager.api.ReclaimRequest;
import io.bailiff.manager.conflict.Conflicts;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The REST resource of operators' claims. */
@RestController
class ReclaimController {

    private final Reclaims reclaims;
    private final Conflicts conflicts;
    private final Hosts hosts;

    ReclaimController(Reclaims reclaims, Conflicts conflicts, Hosts hosts) {
        this.reclaims = reclaims;
        this.conflicts = conflicts;
        this.hosts = hosts;
    }

    /** Files an operator's claim. Returns 202 with a new conflict, or 200 with the open conflict joined by the claim. */
    @PostMapping("/api/v1/hosts/{name}/reclaims")
    ResponseEntity<ConflictView> reclaim(
            @PathVariable String name, @RequestBody ReclaimRequest body, HttpServletRequest http) {
        Host host = hosts.require(name);
        ConflictIntake.Result result = reclaims.open(host, Reclaim.of(body, http.getRemoteAddr()));
        return ResponseEntity.status(result.opened() ? HttpStatus.ACCEPTED : HttpStatus.OK)
                .location(URI.create("/api/v1/conflicts/" + result.conflict()))
                .body(conflicts.get(result.conflict()));
    }
}
