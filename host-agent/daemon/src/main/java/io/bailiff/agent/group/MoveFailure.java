// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

/**
 * The failure of one member's move.
 *
 * @param reason the failed step and the cause, for people
 * @param isPending true if the kernel may still finish the failed step, so the state of the member is open
 */
record MoveFailure(String reason, boolean isPending) {}
