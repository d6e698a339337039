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
 * @param unknown the reaction to an open that may touch a lent group, if the function of the coming write is unknown
 */
public record GuardPolicy(Policy policy, Set<String> exemptUnits, Duration settling, UnknownFunction unknown) {

    /** The reaction to an open that may touch a lent group and shows no function. No guest is ever asked because of such an open. */
    public enum UnknownFunction {
        /** The open is denied. */
        REFUSE,
        /** The open is held until the group is free or an operator decides. */
        HOLD
    }

    public GuardPolicy {
        exemptUnits = Set.copyOf(exemptUnits);
    }

    /** Creates a policy that refuses opens without a known function. */
    public GuardPolicy(Policy policy, Set<String> exemptUnits, Duration settling) {
        this(policy, exemptUnits, settling, UnknownFunction.REFUSE);
    }

    /** Returns the default policy: every claim is held, and a person has 30 s to type the next command. */
    public static GuardPolicy normal() {
        return new GuardPolicy(Policy.HOLD, Set.of(), Duration.ofSeconds(30));
    }
}
