// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A policy over REST. A missing field is not set by this policy.
 *
 * @param releaseDeadlineSeconds the time for the guest to release the group after the first request
 * @param shutdownDeadlineSeconds the time for the guest to shut down after the first shutdown request
 * @param destroyDeadlineSeconds the time for the guest's process to end, half after SIGTERM and half after SIGKILL
 * @param shutdown {@code allowed} or {@code never}
 * @param destroy {@code allowed} or {@code never}
 * @param afterwards {@code evicted}, or {@code restore}: the guest gets the functions again when the host no longer uses them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PolicyView(
        @Nullable Integer releaseDeadlineSeconds,
        @Nullable Integer shutdownDeadlineSeconds,
        @Nullable Integer destroyDeadlineSeconds,
        @Nullable String shutdown,
        @Nullable String destroy,
        @Nullable String afterwards) {}
