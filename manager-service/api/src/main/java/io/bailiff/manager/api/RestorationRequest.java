// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import org.jspecify.annotations.Nullable;

/**
 * An operator's request to restore an assignment without waiting for the host any longer.
 *
 * @param by the operator's name, or null
 * @param reason the reason, in the operator's words
 * @param consent the fingerprint of the group as the group is now, if the caller agrees to the changed group, or null
 */
public record RestorationRequest(
        @Nullable String by,
        @Nullable String reason,
        @Nullable String consent) {}
