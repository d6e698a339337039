package io.bailiff.manager.conflict;

import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.step.Stepper;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Brings claims that wait on a host into a conflict. One on a group that nobody here has lent stays a record. */
@Component
class ClaimStepper implements Stepper {

    static final String KIND = "claim";

    private final Claims claims;
    private final ClaimConsequences consequences;
    private final Filing filing;
    private final Clock clock;

    ClaimStepper(Claims claims, ClaimConsequences consequences, Filing filing, Clock clock) {
        this.claims = claims;
        this.consequences = consequences;
        this.filing = filing;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Optional<Duration> step(UUID id) {
        Claim claim = claims.find(id)
                .orElseThrow(() -> new IllegalStateException("There is no claim " + id + ", but a step of it"));
        boolean was = claim.stakes().stream().anyMatch(stake -> stake.conflict() != null);
        if (!claim.waits() || claims.isRefused(claim) || (was && claims.inOpenConflict(id))) {
            return Optional.empty();
        }
        ClaimConsequences.Lent lent = consequences.lentOn(claim.host());
        for (Claim.Stake stake : claim.stakes()) {
            Optional<Assignment> assignment = lent.to(claim, stake.group());
            if (assignment.isPresent()) {
                // A claim that was in a conflict before begins another now.
                Petition petition = stake.conflict() == null
                        ? HostPetition.first(claims, claim, stake.group())
                        : new HostPetition(claims, claim, stake.group(), clock.instant());
                return filing.attempt(assignment.get(), petition).isPresent() ? Optional.empty() : Rungs.NOW;
            }
        }
        return Optional.empty();
    }

    @Override
    public Collection<UUID> unfinished() {
        return claims.unfiled();
    }
}
