package io.bailiff.manager.host;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A host as it is enrolled.
 *
 * @param id what the manager knows it by
 * @param name its name; unique
 * @param libvirtUri where its libvirt is, or null if its agent named none
 * @param revision of its desired state
 * @param enrolledAt when an agent last enrolled it
 * @param lastSeenAt when its agent last polled or reported, or null if it never did
 * @param connected whether that is recent enough to count on the agent
 */
public record Host(
        UUID id,
        String name,
        @Nullable String libvirtUri,
        long revision,
        Instant enrolledAt,
        @Nullable Instant lastSeenAt,
        boolean connected) {}
