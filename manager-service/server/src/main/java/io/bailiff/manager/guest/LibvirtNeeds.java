// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import java.util.Set;
import java.util.UUID;

/** Names the hosts whose libvirt must stay connected: the manager waits for events of guests there. */
@FunctionalInterface
public interface LibvirtNeeds {

    /** Returns the hosts now. */
    Set<UUID> hosts();
}
