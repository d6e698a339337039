// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import java.time.Instant;

/**
 * The permission for assignments on a host whose guard does not work.
 *
 * @param by the operator who gave the permission, as in the record
 * @param reason the reason, in the operator's words
 * @param allowedAt the time of the permission
 */
public record UnguardedLoansView(String by, String reason, Instant allowedAt) {}
