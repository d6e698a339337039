// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.intake;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.claim.Claim;
import io.bailiff.manager.claim.ClaimStore;
import io.bailiff.manager.conflict.ClaimRequest;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Files the operators' claims. */
@Component
public class Reclaims {

    private static final int TRIES = 20;

    private final ConflictIntake intake;
    private final ClaimStore claims;
    private final Assignments assignments;
    private final Inventories inventories;
    private final Clock clock;

    Reclaims(ConflictIntake intake, ClaimStore claims, Assignments assignments, Inventories inventories, Clock clock) {
        this.intake = intake;
        this.claims = claims;
        this.assignments = assignments;
        this.inventories = inventories;
        this.clock = clock;
    }

    public ConflictIntake.Result open(Host host, Reclaim reclaim) {
        for (int tries = 1; tries <= TRIES; tries++) {
            Assignment assignment = assignments
                    .liveWith(host.id(), reclaim.function())
                    .orElseThrow(() -> notLent(host, reclaim.function()).exception());
            Optional<ConflictIntake.Result> result = intake.attempt(
                    assignment, new OperatorClaimRequest(host, assignment.group(), reclaim, clock.instant()));
            if (result.isPresent()) {
                return result.get();
            }
        }
        throw new IllegalStateException("the group was changed by other transactions " + TRIES + " times in a row");
    }

    /** The request of an operator's claim: pending until the conflict has ended. */
    private final class OperatorClaimRequest implements ClaimRequest {

        private final Host host;
        private final GroupFingerprint group;
        private final Reclaim reclaim;
        private final Instant madeAt;

        OperatorClaimRequest(Host host, GroupFingerprint group, Reclaim reclaim, Instant madeAt) {
            this.host = host;
            this.group = group;
            this.reclaim = reclaim;
            this.madeAt = madeAt;
        }

        @Override
        public String actor() {
            return reclaim.requester().actor();
        }

        @Override
        public String text() {
            return reclaim.text(host.name());
        }

        @Override
        public boolean isOnTimeline(Assignment assignment, Instant since) {
            return false;
        }

        @Override
        public Instant madeAt() {
            return madeAt;
        }

        @Override
        public Map<Rung, Duration> deadlines() {
            return reclaim.deadlines();
        }

        @Override
        public boolean stands() {
            return true;
        }

        @Override
        public void enter(UUID conflict) {
            claims.add(
                    host.id(),
                    reclaim.function(),
                    new Claim.ByOperator(
                            reclaim.reason(),
                            reclaim.requester().by(),
                            reclaim.requester().remoteAddress()),
                    madeAt,
                    group,
                    conflict);
        }
    }

    private Problem notLent(Host host, PciAddress function) {
        boolean there = inventories
                .latest(host.id())
                .filter(inventory -> inventory.groupOf(function).isPresent())
                .isPresent();
        return there
                ? Problem.of(
                                HttpStatus.CONFLICT,
                                "not-lent",
                                "The function is not lent",
                                "No guest has the group of " + function + " on " + host.name(),
                                "Nothing is to be done: GET /api/v1/hosts/" + host.name()
                                        + "/groups shows the state of the group.")
                        .at("function")
                : Problem.of(
                                HttpStatus.UNPROCESSABLE_CONTENT,
                                "unknown-function",
                                "The host has no such function",
                                host.name() + " has no function " + function + " in an IOMMU group",
                                "GET /api/v1/hosts/" + host.name() + "/groups lists the functions of this host.")
                        .at("function");
    }
}
