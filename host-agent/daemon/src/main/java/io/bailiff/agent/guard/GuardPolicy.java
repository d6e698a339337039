// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.GuardReport.Policy;
import java.time.Duration;
import java.util.Set;

/**
 * The guard's reaction to claims on a host.
 *
 * @param policy the reaction to every claim: observe, hold or deny
 * @param exemptUnits systemd units; every claim by a process of an exempt unit is let through under any policy, except on a fenced
 *     group
 * @param settling the time for the host to bind the function after a claim was let through; afterwards the agent reattaches the
 *     group
 */
public record GuardPolicy(Policy policy, Set<String> exemptUnits, Duration settling) {

    public GuardPolicy {
        exemptUnits = Set.copyOf(exemptUnits);
    }

    /** Returns the default policy: every claim is held, and a person has 30 s to type the next command. */
    public static GuardPolicy normal() {
        return new GuardPolicy(Policy.HOLD, Set.of(), Duration.ofSeconds(30));
    }
}
