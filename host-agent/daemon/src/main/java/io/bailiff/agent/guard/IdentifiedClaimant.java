package io.bailiff.agent.guard;

import io.bailiff.agent.api.Claimant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who claims.
 *
 * @param known who it is, or null if nobody can be named
 * @param startTicks when it began, in clock ticks since boot; 0 if it has ended
 * @param isLibvirt whether it is a daemon of libvirt's
 */
record IdentifiedClaimant(@Nullable Claimant known, long startTicks, boolean isLibvirt) {

    private static final Claimant NOBODY = new Claimant(0, null, "somebody", -1, null, List.of(), "", null, null);

    static IdentifiedClaimant unknown() {
        return new IdentifiedClaimant(null, 0, false);
    }

    Claimant claimant() {
        return known == null ? NOBODY : known;
    }
}
