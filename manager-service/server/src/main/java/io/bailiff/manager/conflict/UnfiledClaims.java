package io.bailiff.manager.conflict;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Finds the claims that wait on their hosts and are in no open conflict. */
@Component
public class UnfiledClaims {

    private final ClaimsInConflict rows;

    UnfiledClaims(ClaimsInConflict rows) {
        this.rows = rows;
    }

    /** Returns the ids of all of them. */
    @Transactional(readOnly = true)
    public List<UUID> all() {
        return rows.unfiled();
    }

    /** Returns the ids of those of a host that are among these ids of its agent, in the order in which they were heard of. */
    @Transactional(readOnly = true)
    public List<UUID> on(UUID host, Set<UUID> told) {
        return rows.unfiledOn(host).stream()
                .filter(claim -> told.contains(claim.hostClaim()))
                .map(ClaimsInConflict.Unfiled::id)
                .toList();
    }

    /** Returns true if a claim is in a conflict that has not ended. */
    @Transactional(readOnly = true)
    public boolean isInOpenConflict(UUID claim) {
        return rows.openConflicts(claim) > 0;
    }
}
