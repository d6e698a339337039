// SPDX-License-Identifier: Apache-2.0
/**
 * The guard sees every attempt on the host to take a member of a lent group. A claim is held or refused, and let through when the
 * group is free.
 *
 * <p>{@link io.bailiff.agent.guard.Guard} is the entry point for other packages. {@link io.bailiff.agent.guard.ClaimReach} decides
 * which claim can touch which group; {@link io.bailiff.agent.guard.Verdicts} decides about the claim.
 */
package io.bailiff.agent.guard;
