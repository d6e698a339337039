package io.bailiff.manager.api;

import org.jspecify.annotations.Nullable;

/**
 * Who wants a change and why: of skipping a rung, of withdrawing or unfencing a conflict, of cordoning and uncordoning a host.
 *
 * @param by the operator's name, or null
 * @param reason why, in the operator's words
 */
public record ReasonRequest(@Nullable String by, @Nullable String reason) {}
