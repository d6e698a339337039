// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import java.util.List;
import java.util.UUID;

/** Event: live assignments of a host are woken by a report or by a guest's event. The conflicts of these assignments are concerned, too. */
public record AssignmentsWoken(UUID host, List<UUID> assignments) {

    public AssignmentsWoken {
        assignments = List.copyOf(assignments);
    }
}
