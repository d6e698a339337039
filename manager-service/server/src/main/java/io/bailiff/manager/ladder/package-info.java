// SPDX-License-Identifier: Apache-2.0
/**
 * The ladder: the actions of a conflict on the guest, rung by rung, and the operators' requests about the rungs. A rung is a
 * {@link io.bailiff.manager.api.Rung} with a {@link io.bailiff.manager.api.ConflictState}, its
 * {@link io.bailiff.manager.conflict.Transition transitions}, a {@link io.bailiff.manager.ladder.RungStep}, and its place in
 * {@link io.bailiff.manager.ladder.RungTimeout}.
 */
package io.bailiff.manager.ladder;
