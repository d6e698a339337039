// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.readiness;

/**
 * The reason why a part of the manager cannot work.
 *
 * @param reason the stable name of the reason: {@code disk-full}
 * @param problem the reason for people
 */
record Unready(String reason, String problem) {}
