// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Finds the claims that wait on their hosts for a group, outside any open conflict. A held claim without a function is no such claim. */
@Component
public class ClaimsWithoutConflict {

    private final ClaimsInConflict rows;

    ClaimsWithoutConflict(ClaimsInConflict rows) {
        this.rows = rows;
    }

    /** Returns the ids of all such claims. */
    @Transactional(readOnly = true)
    public List<UUID> all() {
        return rows.withoutConflict();
    }

    /**
     * Returns the ids of such claims on a host, in the order of their recording.
     *
     * @param told the agent's ids of the claims to consider
     */
    @Transactional(readOnly = true)
    public List<UUID> on(UUID host, Set<UUID> told) {
        return rows.withoutConflictOn(host).stream()
                .filter(claim -> told.contains(claim.hostClaim()))
                .map(ClaimsInConflict.WithoutConflict::id)
                .toList();
    }

    /** Returns true if a claim is in an open conflict. */
    @Transactional(readOnly = true)
    public boolean isInOpenConflict(UUID claim) {
        return rows.openConflicts(claim) > 0;
    }
}
