package io.bailiff.agent.guard;

import io.bailiff.agent.api.GuardReport.Policy;
import java.time.Duration;
import java.util.Set;

/**
 * What a host's guard does about claims.
 *
 * @param policy whether it observes, holds or denies
 * @param exemptUnits systemd units whose claims go on whatever the policy
 * @param settling how long the host has, after its claim was let through, to bind the function before the agent gives the group
 *     back by itself
 */
public record GuardPolicy(Policy policy, Set<String> exemptUnits, Duration settling) {

    public GuardPolicy {
        exemptUnits = Set.copyOf(exemptUnits);
    }

    /** Holds everybody, and leaves a person half a minute to type the next command. */
    public static GuardPolicy normal() {
        return new GuardPolicy(Policy.HOLD, Set.of(), Duration.ofSeconds(30));
    }
}
