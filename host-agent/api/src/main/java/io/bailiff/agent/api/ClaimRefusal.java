package io.bailiff.agent.api;

/**
 * A claim that the agent is to refuse: its opener hears EPERM, and a pin that it has changed is put back. It stands in the desired
 * state until the agent has told that the claim waits no more; refusing it again changes nothing.
 *
 * @param claimId the agent's id of the claim
 * @param reason why, for whoever made the claim
 */
public record ClaimRefusal(String claimId, String reason) {}
