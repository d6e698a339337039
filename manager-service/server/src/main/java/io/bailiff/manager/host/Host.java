// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A host of the fleet.
 *
 * @param id the manager's id of the host
 * @param name the unique name of the host
 * @param revision the revision of the host's desired state
 * @param joinedAt when the host last joined
 * @param lastSeenAt when the agent last polled or reported, or null if the agent never did
 * @param connected true if the agent was last seen recently enough to rely on the agent
 */
public record Host(
        UUID id,
        String name,
        long revision,
        Instant joinedAt,
        @Nullable Instant lastSeenAt,
        boolean connected) {}
