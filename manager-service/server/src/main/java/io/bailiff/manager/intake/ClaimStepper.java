// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.intake;

import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.claim.Claim;
import io.bailiff.manager.claim.ClaimStore;
import io.bailiff.manager.conflict.ClaimRequest;
import io.bailiff.manager.conflict.ClaimsWithoutConflict;
import io.bailiff.manager.step.Next;
import io.bailiff.manager.step.Stepper;
import java.time.Clock;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Brings claims waiting on a host into a conflict. A claim on a group outside any loan, and a claim without a known function, stay without a conflict. */
@Component
class ClaimStepper implements Stepper {

    static final String KIND = "claim";

    private final ClaimStore claims;
    private final ClaimConsequences consequences;
    private final ConflictIntake intake;
    private final ClaimsWithoutConflict withoutConflict;
    private final Clock clock;

    ClaimStepper(
            ClaimStore claims,
            ClaimConsequences consequences,
            ConflictIntake intake,
            ClaimsWithoutConflict withoutConflict,
            Clock clock) {
        this.claims = claims;
        this.consequences = consequences;
        this.intake = intake;
        this.withoutConflict = withoutConflict;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Next step(UUID id) {
        Claim claim = claims.find(id)
                .orElseThrow(() -> new IllegalStateException("a step exists for the missing claim " + id));
        boolean was = claim.groups().stream().anyMatch(on -> on.conflict() != null);
        if (!claim.waits()
                || claim.isHeldWithoutFunction()
                || claims.isRefused(claim)
                || (was && withoutConflict.isInOpenConflict(id))) {
            return Next.DONE;
        }
        ClaimConsequences.Lent lent = consequences.lentOn(claim.host());
        for (Claim.OnGroup on : claim.groups()) {
            Optional<Assignment> assignment = lent.to(claim, on.group());
            if (assignment.isPresent()) {
                // A claim with an earlier conflict opens the next conflict now.
                ClaimRequest request = on.conflict() == null
                        ? HostClaimRequest.first(claims, claim, on.group())
                        : new HostClaimRequest(claims, claim, on.group(), clock.instant());
                return intake.attempt(assignment.get(), request).isPresent() ? Next.DONE : Next.NOW;
            }
        }
        return Next.DONE;
    }

    @Override
    public Collection<UUID> unfinished() {
        return withoutConflict.all();
    }
}
