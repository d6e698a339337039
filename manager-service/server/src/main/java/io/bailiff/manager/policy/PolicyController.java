// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.policy;

import io.bailiff.manager.api.PolicyAnswer;
import io.bailiff.manager.api.PolicyView;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.problem.Fields;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The policies for operators. A PUT replaces the whole policy of a scope; the body {@code {}} unsets every field. A GET returns the policy
 * set for the scope and, beside this policy, the policy in effect.
 */
@RestController
@RequestMapping("/api/v1")
class PolicyController {

    private final Policies policies;
    private final Hosts hosts;
    private final Assignments assignments;

    PolicyController(Policies policies, Hosts hosts, Assignments assignments) {
        this.policies = policies;
        this.hosts = hosts;
        this.assignments = assignments;
    }

    @GetMapping("/policy")
    PolicyAnswer fleet() {
        return answer(Scope.FLEET);
    }

    @PutMapping("/policy")
    PolicyAnswer fleet(
            @RequestBody PolicyView body,
            @RequestParam(required = false) @Nullable String by,
            HttpServletRequest http) {
        return say(Scope.FLEET, body, by, http);
    }

    @GetMapping("/hosts/{name}/policy")
    PolicyAnswer host(@PathVariable String name) {
        return answer(scope(hosts.require(name)));
    }

    @PutMapping("/hosts/{name}/policy")
    PolicyAnswer host(
            @PathVariable String name,
            @RequestBody PolicyView body,
            @RequestParam(required = false) @Nullable String by,
            HttpServletRequest http) {
        return say(scope(hosts.require(name)), body, by, http);
    }

    @GetMapping("/assignments/{id}/policy")
    PolicyAnswer assignment(@PathVariable String id) {
        return answer(scope(assignments.get(Fields.id(id, "assignment"))));
    }

    @PutMapping("/assignments/{id}/policy")
    PolicyAnswer assignment(
            @PathVariable String id,
            @RequestBody PolicyView body,
            @RequestParam(required = false) @Nullable String by,
            HttpServletRequest http) {
        return say(scope(assignments.get(Fields.id(id, "assignment"))), body, by, http);
    }

    private static Scope scope(Host host) {
        return Scope.host(host.id());
    }

    private static Scope scope(Assignment assignment) {
        return Scope.assignment(assignment.host(), assignment.id());
    }

    private PolicyAnswer say(Scope scope, PolicyView body, @Nullable String by, HttpServletRequest http) {
        Requester requester = new Requester(Fields.optionalText(by, "by", 253), http.getRemoteAddr());
        policies.say(scope, PolicyViews.policy(body), requester.actor());
        return answer(scope);
    }

    private PolicyAnswer answer(Scope scope) {
        return new PolicyAnswer(PolicyViews.of(policies.said(scope)), PolicyViews.of(policies.effective(scope)));
    }
}
