/**
 * The guard: sees every attempt of the host to take a member of a lent group, holds or refuses it, and lets it through when the
 * group is free.
 *
 * <p>{@link io.bailiff.agent.guard.Guard} is what others know of it. {@link io.bailiff.agent.guard.ClaimReach} says which claim
 * can touch which group; {@link io.bailiff.agent.guard.Verdicts} what becomes of it.
 */
package io.bailiff.agent.guard;
