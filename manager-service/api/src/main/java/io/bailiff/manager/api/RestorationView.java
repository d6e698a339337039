package io.bailiff.manager.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bailiff.agent.api.PciAddress;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An assignment that is to come back.
 *
 * @param assignment the assignment that has ended; it names the restoration
 * @param host the host's name
 * @param conflict the conflict that has ended the assignment
 * @param waitsFor the functions that the host has claimed
 * @param open true until the guest has the functions again, or the restoration was called off
 * @param problem why it does not come back now, or null
 * @param beganAt since when it waits
 * @param restoredBy the assignment that has taken its place, or null
 * @param endedAt when it came back or was called off, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestorationView(
        UUID assignment,
        String host,
        UUID conflict,
        List<PciAddress> waitsFor,
        boolean open,
        @Nullable String problem,
        Instant beganAt,
        @Nullable UUID restoredBy,
        @Nullable Instant endedAt) {}
