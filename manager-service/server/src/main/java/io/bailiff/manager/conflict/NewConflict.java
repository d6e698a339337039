package io.bailiff.manager.conflict;

import io.bailiff.manager.assignment.Assignment;
import java.time.Instant;
import java.util.UUID;

/**
 * A conflict about to be opened.
 *
 * @param id the conflict's id
 * @param assignment the assignment of the group
 * @param request the claim that opens the conflict
 */
public record NewConflict(UUID id, Assignment assignment, ClaimRequest request) {

    ConflictRow row(Instant now) {
        ConflictRow row = ConflictRow.fresh(id, assignment, now);
        row.openedAt = request.madeAt();
        request.deadlines().forEach(row::claimed);
        return row;
    }
}
