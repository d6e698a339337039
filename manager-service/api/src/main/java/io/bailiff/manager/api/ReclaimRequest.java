package io.bailiff.manager.api;

import org.jspecify.annotations.Nullable;

/**
 * An operator's word that the host needs a function back.
 *
 * @param function the address of the function
 * @param reason why, or null
 * @param by the operator's name, or null
 * @param releaseDeadlineSeconds how long the guest has to release the group, or null: as the policy says
 * @param shutdownDeadlineSeconds how long it then has to shut down, or null
 * @param destroyDeadlineSeconds how long its process then has to end, or null
 */
public record ReclaimRequest(
        @Nullable String function,
        @Nullable String reason,
        @Nullable String by,
        @Nullable Integer releaseDeadlineSeconds,
        @Nullable Integer shutdownDeadlineSeconds,
        @Nullable Integer destroyDeadlineSeconds) {}
