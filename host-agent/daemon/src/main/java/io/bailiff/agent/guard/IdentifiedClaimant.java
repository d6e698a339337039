// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.Claimant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The process behind a claim, with facts for the guard alone.
 *
 * @param known the claimant, or null if no process can be identified
 * @param startTicks the start of the process, in clock ticks since boot; 0 if the process has ended
 * @param isLibvirt true if the process is a libvirt daemon
 */
record IdentifiedClaimant(@Nullable Claimant known, long startTicks, boolean isLibvirt) {

    private static final Claimant UNKNOWN =
            new Claimant(0, null, "an unknown process", -1, null, List.of(), "", null, null);

    static IdentifiedClaimant unknown() {
        return new IdentifiedClaimant(null, 0, false);
    }

    Claimant claimant() {
        return known == null ? UNKNOWN : known;
    }
}
