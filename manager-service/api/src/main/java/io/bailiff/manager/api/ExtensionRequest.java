package io.bailiff.manager.api;

import org.jspecify.annotations.Nullable;

/**
 * More time for a guest on the present rung.
 *
 * @param by the operator's name, or null
 * @param reason why, in the operator's words
 * @param seconds how much longer
 */
public record ExtensionRequest(
        @Nullable String by,
        @Nullable String reason,
        @Nullable Integer seconds) {}
