// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bailiff.agent.api.GroupState;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A difference between a host and its outdated record.
 *
 * @param group the fingerprint of the group
 * @param members the addresses of the group's endpoints
 * @param state the state of the group in the agent's report, or null if the host has no such group
 * @param onHost the assignment that the agent has detached the group for, or null
 * @param recorded the live assignment of the record, or null
 * @param recordedGuest the guest of this assignment, or null
 * @param openConflict the open conflict of the record on this group, or null
 * @param guests the guests that libvirt shows with functions of the group, also in their definitions; null while libvirt does not answer
 * @param answers the possible answers
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DifferenceView(
        String group,
        List<String> members,
        @Nullable GroupState state,
        @Nullable UUID onHost,
        @Nullable UUID recorded,
        @Nullable String recordedGuest,
        @Nullable UUID openConflict,
        @Nullable List<String> guests,
        List<DifferenceAnswer> answers) {}
