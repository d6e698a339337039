// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.claim;

import io.bailiff.manager.api.ClaimView;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.problem.Fields;
import java.util.List;
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

    private static final int USUAL = 200;
    private static final int MOST = 1000;

    private final ClaimStore claims;
    private final Hosts hosts;

    ClaimController(ClaimStore claims, Hosts hosts) {
        this.claims = claims;
        this.hosts = hosts;
    }

    /** Returns claims, the newest first: 200 by default, 1000 at most. */
    @GetMapping
    List<ClaimView> list(
            @RequestParam(required = false) @Nullable String host,
            @RequestParam(required = false) @Nullable String limit) {
        int most = Fields.count(limit, "limit", USUAL, MOST);
        UUID on = host == null ? null : hosts.require(host).id();
        return claims.newest(on, most).stream()
                .map(claim -> ClaimViews.of(claim, hosts.name(claim.host())))
                .toList();
    }
}
