// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

/**
 * The manager's instruction to the agent to refuse one claim. A held opener gets EPERM; for a claim by a changed pin, the agent
 * restores the pin. The refusal stays in the desired state until the agent has reported the claim as no longer waiting.
 * Refusing the same claim again changes nothing.
 *
 * @param claimId the agent's id of the claim
 * @param reason the reason, for the person or program behind the claim
 */
public record ClaimRefusal(String claimId, String reason) {}
