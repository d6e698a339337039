// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.manager.guest.LibvirtNeeds;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The hosts with open conflicts: each rung needs the host's libvirt. */
@Component
class HostsWithConflicts implements LibvirtNeeds {

    private final ConflictRows rows;

    HostsWithConflicts(ConflictRows rows) {
        this.rows = rows;
    }

    @Override
    public Set<UUID> hosts() {
        return rows.hostsOfOpen();
    }
}
