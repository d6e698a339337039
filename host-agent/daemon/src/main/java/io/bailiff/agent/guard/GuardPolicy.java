package io.bailiff.agent.guard;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.GuardReport.Policy;
import java.time.Duration;
import java.util.Set;

/**
 * What a host's guard does about claims.
 *
 * @param policy whether it observes, holds or denies
 * @param exemptUnits systemd units whose claims go on whatever the policy
 * @param newFunctions who gives drivers to functions that appear while groups are lent
 * @param settling how long the host has, after its claim was let through, to bind the function before the agent gives the group
 *     back by itself
 */
public record GuardPolicy(Policy policy, Set<String> exemptUnits, NewFunctions newFunctions, Duration settling) {

    public GuardPolicy {
        exemptUnits = Set.copyOf(exemptUnits);
    }

    /** Who gives drivers to functions that appear while groups are lent. */
    public enum NewFunctions {
        /** The agent where the kernel would die of a host driver in a lent group, and the kernel elsewhere. */
        AUTO,
        /** The agent: {@code drivers_autoprobe} is off while groups are lent. */
        AGENT,
        /** The kernel, at once, into lent groups too. */
        KERNEL;

        boolean isAgent(ConflictBehaviour behaviour) {
            return switch (this) {
                case AUTO -> behaviour != ConflictBehaviour.REFUSES;
                case AGENT -> true;
                case KERNEL -> false;
            };
        }
    }

    /** Holds everybody, and leaves a person half a minute to type the next command. */
    public static GuardPolicy normal() {
        return new GuardPolicy(Policy.HOLD, Set.of(), NewFunctions.AUTO, Duration.ofSeconds(30));
    }
}
