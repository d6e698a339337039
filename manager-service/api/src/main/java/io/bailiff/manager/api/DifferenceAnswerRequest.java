// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import org.jspecify.annotations.Nullable;

/**
 * The body of an answer to a difference.
 *
 * @param answer the answer
 * @param reason the operator's reason, for the record
 * @param by the operator's name, or null
 */
public record DifferenceAnswerRequest(
        @Nullable DifferenceAnswer answer,
        @Nullable String reason,
        @Nullable String by) {}
