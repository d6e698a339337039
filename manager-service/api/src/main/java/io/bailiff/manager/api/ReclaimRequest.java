// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import org.jspecify.annotations.Nullable;

/**
 * An operator's request to return a function to the host.
 *
 * @param function the address of the function
 * @param reason the operator's reason; a request without a reason is rejected
 * @param by the operator's name, or null
 * @param releaseDeadlineSeconds the time for the guest to release the group after the first request, or null: the policy decides
 * @param shutdownDeadlineSeconds the time for the guest to shut down after the first shutdown request, or null: the policy decides
 * @param destroyDeadlineSeconds the time for the guest's process to end after SIGTERM, or null: the policy decides
 */
public record ReclaimRequest(
        @Nullable String function,
        @Nullable String reason,
        @Nullable String by,
        @Nullable Integer releaseDeadlineSeconds,
        @Nullable Integer shutdownDeadlineSeconds,
        @Nullable Integer destroyDeadlineSeconds) {}
