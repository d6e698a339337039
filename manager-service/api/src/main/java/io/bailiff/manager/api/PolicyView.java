package io.bailiff.manager.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A policy over REST. What is missing is left open.
 *
 * @param releaseDeadlineSeconds how long the guest has to let go
 * @param shutdownDeadlineSeconds how long it then has to shut down
 * @param destroyDeadlineSeconds how long its process then has to end, half of it after SIGTERM and half after SIGKILL
 * @param shutdown {@code allowed} or {@code never}
 * @param destroy {@code allowed} or {@code never}
 * @param afterwards {@code evicted}, or {@code restore}: the assignment comes back when the host lets the group go
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PolicyView(
        @Nullable Integer releaseDeadlineSeconds,
        @Nullable Integer shutdownDeadlineSeconds,
        @Nullable Integer destroyDeadlineSeconds,
        @Nullable String shutdown,
        @Nullable String destroy,
        @Nullable String afterwards) {}
