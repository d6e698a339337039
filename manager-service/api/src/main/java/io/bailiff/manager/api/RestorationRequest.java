package io.bailiff.manager.api;

import org.jspecify.annotations.Nullable;

/**
 * An operator's word that a restoration need not wait for the host any longer.
 *
 * @param by the operator's name, or null
 * @param reason why, in the operator's words
 * @param consent the fingerprint of the group as it is now, if the caller agrees to that, or null
 */
public record RestorationRequest(
        @Nullable String by,
        @Nullable String reason,
        @Nullable String consent) {}
