// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.claim;

import io.bailiff.manager.api.ClaimView;
import io.bailiff.manager.api.Page;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.page.PageRequest;
import io.bailiff.manager.problem.Fields;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The REST resource of claims with every outcome, for operators. */
@RestController
@RequestMapping("/api/v1/claims")
class ClaimController {

    private final ClaimReads claims;
    private final Hosts hosts;

    ClaimController(ClaimReads claims, Hosts hosts) {
        this.claims = claims;
        this.hosts = hosts;
    }

    /** Returns claims, the newest first. */
    @GetMapping
    Page<ClaimView> list(
            @RequestParam(required = false) @Nullable String host,
            @RequestParam(required = false) @Nullable String conflict,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor, "claims", host, conflict);
        UUID on = host == null ? null : hosts.require(host).id();
        UUID in = conflict == null ? null : Fields.uuid(conflict, "conflict");
        Page<Claim> found = claims.page(on, in, page);
        return found.with(found.items().stream()
                .map(claim -> ClaimViews.of(claim, hosts.name(claim.host())))
                .toList());
    }
}
