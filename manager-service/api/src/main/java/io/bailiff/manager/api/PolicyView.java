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
 * @param pausedGuest {@code resume}: a paused or suspended guest is resumed, so that it can answer; or {@code skip}: the next rung is taken
 *     at once
 * @param strangers {@code hold}: the claims wait while not the guest but somebody else has the group; or {@code ladder}: the rungs are
 *     taken against another guest that has the group
 * @param guestAfterwards {@code off}, or {@code start}: a guest that the conflict has shut down or destroyed is started again
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PolicyView(
        @Nullable Integer releaseDeadlineSeconds,
        @Nullable Integer shutdownDeadlineSeconds,
        @Nullable Integer destroyDeadlineSeconds,
        @Nullable String shutdown,
        @Nullable String destroy,
        @Nullable String afterwards,
        @Nullable String pausedGuest,
        @Nullable String strangers,
        @Nullable String guestAfterwards) {}
