package io.bailiff.manager.guest;

import java.util.Optional;
import java.util.UUID;

/**
 * A host's libvirt says that something happened: a hint to look.
 *
 * @param host the host
 * @param guest the guest that it happened to, or empty if any may be concerned
 */
public record GuestHappening(UUID host, Optional<UUID> guest) {}
