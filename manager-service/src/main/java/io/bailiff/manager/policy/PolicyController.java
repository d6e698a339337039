package io.bailiff.manager.policy;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The fleet's policy, for operators. Those of hosts and assignments are where these are. */
@RestController
@RequestMapping("/api/v1/policy")
class PolicyController {

    private final Policies policies;

    PolicyController(Policies policies) {
        this.policies = policies;
    }

    @GetMapping
    PolicyView said() {
        return PolicyView.of(policies.said(Scope.FLEET));
    }
}
