// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.intake;

import io.bailiff.manager.agent.Orders;
import io.bailiff.manager.claim.Claim;
import io.bailiff.manager.claim.ReportedClaims;
import io.bailiff.manager.conflict.ClaimsWithoutConflict;
import io.bailiff.manager.host.ReportTaken;
import io.bailiff.manager.step.Steps;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Takes the claims of a report, and brings waiting claims into conflicts, all in the transaction that stores the report. */
@Component
class ClaimIntake {

    private final ReportedClaims reported;
    private final Orders orders;
    private final ClaimConsequences consequences;
    private final ConflictIntake conflicts;
    private final ClaimsWithoutConflict withoutConflict;
    private final Steps steps;

    ClaimIntake(
            ReportedClaims reported,
            Orders orders,
            ClaimConsequences consequences,
            ConflictIntake conflicts,
            ClaimsWithoutConflict withoutConflict,
            Steps steps) {
        this.reported = reported;
        this.orders = orders;
        this.consequences = consequences;
        this.conflicts = conflicts;
        this.withoutConflict = withoutConflict;
        this.steps = steps;
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void taken(ReportTaken taken) {
        Set<UUID> told = taken.report().claims().stream()
                .map(claim -> UUID.fromString(claim.id()))
                .collect(Collectors.toSet());
        List<Claim> changed = reported.take(taken, told);
        orders.settled(
                taken.host(),
                changed.stream()
                        .flatMap(claim -> claim.onHost().stream())
                        .filter(claim -> !claim.status().waits())
                        .map(Claim.OnHost::claim)
                        .toList());
        conflicts.openAtOnce(taken.host(), consequences.of(taken.host(), changed));
        scheduleIntake(taken.host(), told);
    }

    /**
     * Schedules a step for each waiting claim of the report outside any open conflict. If the group is lent, such a claim must be in an
     * open conflict. A new claim has already opened the conflict of its group in the transaction of the report. When a whole fleet is
     * claimed at once, no guest therefore waits for an extra step before the step that asks the guest.
     *
     * @param told the agent's ids of the claims in the report
     */
    private void scheduleIntake(UUID host, Set<UUID> told) {
        if (!told.isEmpty()) {
            withoutConflict.on(host, told).forEach(claim -> steps.begin(ClaimStepper.KIND, claim));
        }
    }
}
