package io.bailiff.manager.assignment;

import java.util.List;
import java.util.UUID;

/** Something has happened on a host that these live assignments are looked at for, and what belongs to them. */
public record AssignmentsWoken(UUID host, List<UUID> assignments) {

    public AssignmentsWoken {
        assignments = List.copyOf(assignments);
    }
}
