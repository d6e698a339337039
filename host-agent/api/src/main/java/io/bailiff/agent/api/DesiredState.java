package io.bailiff.agent.api;

import java.util.List;

/**
 * All that the manager wants of a host: a state, not a queue of commands, so that a lost reply costs nothing.
 *
 * @param revision grows with every change; the agent refuses one that is lower than it has seen
 * @param orders one for each group that the manager has a say about
 * @param refusals claims that are to be refused
 * @param nextPollMillis how long the agent should wait before it asks again, in milliseconds
 */
public record DesiredState(long revision, List<GroupOrder> orders, List<ClaimRefusal> refusals, long nextPollMillis) {

    public DesiredState {
        orders = List.copyOf(orders);
        refusals = List.copyOf(refusals);
    }
}
