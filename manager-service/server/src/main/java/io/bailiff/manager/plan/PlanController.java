// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.plan;

import io.bailiff.manager.api.AssignmentRequest;
import io.bailiff.manager.api.Plan;
import io.bailiff.manager.assignment.LoanRequest;
import io.bailiff.manager.assignment.Proposals;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Returns the plan of an assignment. The request body is the same as for an assignment. */
@RestController
class PlanController {

    private final Proposals proposals;

    PlanController(Proposals proposals) {
        this.proposals = proposals;
    }

    @PostMapping("/api/v1/plans")
    Plan plan(@RequestBody AssignmentRequest body, HttpServletRequest http) {
        return Plans.of(proposals.consider(LoanRequest.of(body, http.getRemoteAddr())));
    }
}
