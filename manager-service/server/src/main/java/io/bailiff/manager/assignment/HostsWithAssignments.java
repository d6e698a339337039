// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.manager.guest.LibvirtNeeds;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The hosts with live assignments: the end of a guest or of a device must be noticed at once. */
@Component
class HostsWithAssignments implements LibvirtNeeds {

    private final AssignmentRows rows;

    HostsWithAssignments(AssignmentRows rows) {
        this.rows = rows;
    }

    @Override
    public Set<UUID> hosts() {
        return rows.hostsOfLive();
    }
}
