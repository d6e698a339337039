// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import java.util.Optional;
import java.util.UUID;

/**
 * An event from a host's libvirt: a hint to read the state again.
 *
 * @param host the host
 * @param guest the guest concerned, or empty if any guest may be concerned
 */
public record GuestHappening(UUID host, Optional<UUID> guest) {}
