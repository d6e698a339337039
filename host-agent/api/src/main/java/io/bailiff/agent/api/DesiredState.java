// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the manager wants of a host. The state is complete and not a queue of commands: a lost reply costs nothing,
 * because the next reply has the same orders.
 *
 * @param revision grows with every change; the agent rejects a revision lower than the highest accepted revision
 * @param orders the orders, at most one per group
 * @param refusals claims for the agent to refuse
 * @param nextPollMillis the pause before the agent's next request, in milliseconds
 * @param answers the operators' answers to the host's unknowns; empty from an older manager
 */
public record DesiredState(
        long revision,
        List<GroupOrder> orders,
        List<ClaimRefusal> refusals,
        long nextPollMillis,
        List<UnknownAnswer> answers) {

    public DesiredState {
        orders = List.copyOf(orders);
        refusals = List.copyOf(refusals);
        answers = orEmpty(answers);
    }

    /** A state without answers to unknowns. */
    public DesiredState(long revision, List<GroupOrder> orders, List<ClaimRefusal> refusals, long nextPollMillis) {
        this(revision, orders, refusals, nextPollMillis, List.of());
    }

    private static List<UnknownAnswer> orEmpty(@Nullable List<UnknownAnswer> answers) {
        return answers == null ? List.of() : List.copyOf(answers);
    }
}
