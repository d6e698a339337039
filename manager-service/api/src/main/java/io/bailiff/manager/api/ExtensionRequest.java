// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import org.jspecify.annotations.Nullable;

/**
 * A request for more time for a guest on the present rung.
 *
 * @param by the operator's name, or null
 * @param reason the reason, in the operator's words
 * @param seconds the additional time in seconds
 */
public record ExtensionRequest(
        @Nullable String by,
        @Nullable String reason,
        @Nullable Integer seconds) {}
