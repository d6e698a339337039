// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Member;
import io.bailiff.manager.audit.Entry;
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

    /** Returns the first timeline entry of the conflict. A claim with an entry of its own in the same timeline is not described twice. */
    Entry entry() {
        String claim = request.isOnTimeline(assignment, request.madeAt()) ? "" : request.text() + ". ";
        String members = Member.named(assignment.members());
        String group = assignment.members().size() == 1 ? members : members + " (one IOMMU group)";
        return new Entry(
                "conflict-opened",
                request.actor(),
                assignment.state() == AssignmentState.REATTACHING
                        ? claim + "The agent is already reattaching " + group + " to the host drivers"
                        : claim + "Bailiff takes " + group + " back from " + assignment.shownGuest());
    }
}
