// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.audit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The subject of an entry of the record.
 *
 * @param host the host, or null for the whole fleet
 * @param assignment the assignment, or null
 * @param conflict the conflict, or null
 */
public record Subject(
        @Nullable UUID host,
        @Nullable UUID assignment,
        @Nullable UUID conflict) {}
