// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user of a group.
 *
 * @param guest the UUID of the guest that libvirt shows with a function of the group; null for a process that belongs to no such guest
 * @param name the name of this guest, or null
 * @param pid the process that has the group open, or null if the agent has not reported it
 * @param command the name of the command of this process, or null
 * @param statedGuest the name of the guest that a process without a guest states itself, or null; proves nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GroupUserView(
        @Nullable UUID guest,
        @Nullable String name,
        @Nullable Long pid,
        @Nullable String command,
        @Nullable String statedGuest) {}
