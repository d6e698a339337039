// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import java.util.Set;
import java.util.UUID;

/** Knows hosts whose libvirt must stay connected, because events of its guests matter. */
@FunctionalInterface
public interface LibvirtNeeds {

    /** Returns the hosts now. */
    Set<UUID> hosts();
}
