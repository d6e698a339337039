// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import io.bailiff.manager.api.ReasonRequest;
import io.bailiff.manager.api.UnguardedLoansView;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.host.UnguardedLoans;
import io.bailiff.manager.problem.Fields;
import io.bailiff.manager.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The permission for assignments on a host whose guard does not work. */
@RestController
@RequestMapping("/api/v1/hosts/{name}/unguarded-loans")
class UnguardedLoansController {

    private static final int LONGEST_REASON = 2000;

    private final Hosts hosts;
    private final UnguardedLoans unguardedLoans;

    UnguardedLoansController(Hosts hosts, UnguardedLoans unguardedLoans) {
        this.hosts = hosts;
        this.unguardedLoans = unguardedLoans;
    }

    /** Gives the permission, in place of an earlier one. */
    @PutMapping
    UnguardedLoansView allow(@PathVariable String name, @RequestBody ReasonRequest body, HttpServletRequest http) {
        Host host = hosts.require(name);
        String reason = Fields.text(body.reason(), "reason", LONGEST_REASON);
        return HostViews.of(unguardedLoans.allow(host.id(), actor(body.by(), http), reason));
    }

    /** Ends the permission. Assignments that exist already stay. */
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void forbid(
            @PathVariable String name, @RequestParam(required = false) @Nullable String by, HttpServletRequest http) {
        Host host = hosts.require(name);
        if (!unguardedLoans.forbid(host.id(), actor(by, http))) {
            throw none(host).exception();
        }
    }

    private static Problem none(Host host) {
        return Problem.of(
                HttpStatus.NOT_FOUND,
                "no-unguarded-loans",
                "The host has no permission for assignments without a guard",
                "No operator has allowed assignments on " + host.name() + " while its guard does not work",
                "GET /api/v1/hosts/" + host.name() + " shows the permission in \"unguardedLoans\".");
    }

    private static String actor(@Nullable String by, HttpServletRequest http) {
        return new Requester(Fields.optionalText(by, "by", 253), http.getRemoteAddr()).actor();
    }
}
