// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operator's request to assign functions to a guest.
 *
 * @param host the host's name or id
 * @param guest the guest's name or UUID
 * @param functions the addresses of the functions for the guest
 * @param consent the fingerprint of the group, if the caller agrees to detach the whole group from the host, or null
 * @param by the operator's name, or null
 * @param allow the codes of the uses of the group that the caller allows to end, as in the refusals of the plan; null: none
 */
public record AssignmentRequest(
        @Nullable String host,
        @Nullable String guest,
        @Nullable List<@Nullable String> functions,
        @Nullable String consent,
        @Nullable String by,
        @Nullable List<@Nullable String> allow) {}
