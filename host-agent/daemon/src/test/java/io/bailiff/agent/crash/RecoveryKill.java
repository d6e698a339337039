// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.crash;

/**
 * A place to end a recovery at.
 *
 * @param operation what has crashed
 * @param crash where it has crashed
 * @param kill where the recovery from that ends
 */
record RecoveryKill(Operation operation, KillPoint crash, KillPoint kill) {}
