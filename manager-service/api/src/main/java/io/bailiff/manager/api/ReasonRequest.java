// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import org.jspecify.annotations.Nullable;

/**
 * The author and the reason of a change: of skipping a rung, of withdrawing or unfencing a conflict, of cordoning and uncordoning a host.
 *
 * @param by the operator's name, or null
 * @param reason the reason, in the operator's words
 */
public record ReasonRequest(@Nullable String by, @Nullable String reason) {}
