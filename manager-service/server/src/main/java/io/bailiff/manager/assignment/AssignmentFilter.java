// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.manager.api.AssignmentState;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The wanted assignments of a list; all conditions apply together.
 *
 * @param host the host, or null for all hosts
 * @param guest the name of the guest at the time of the request, or the guest's UUID; null for all guests
 * @param state the state, or null for all states
 * @param live true for live assignments, false for ended assignments, null for both
 */
public record AssignmentFilter(
        @Nullable UUID host,
        @Nullable String guest,
        @Nullable AssignmentState state,
        @Nullable Boolean live) {}
