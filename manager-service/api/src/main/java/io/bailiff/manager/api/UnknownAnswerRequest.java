// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operator's statement about the functions of an unknown.
 *
 * @param functions exactly the functions that the unknown is about, or null
 * @param noFunction true if the unknown is about no PCI function of the host; then {@code functions} is missing or empty
 * @param by the operator's name, or null
 */
public record UnknownAnswerRequest(
        @Nullable List<@Nullable String> functions,
        @Nullable Boolean noFunction,
        @Nullable String by) {}
