// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.claim.ClaimStore;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.host.Inventories;
import org.springframework.stereotype.Component;

/** Determines if the claims of a conflict are known to stand: nothing is done to a guest for a claim that may have been withdrawn. */
@Component
class KnownClaims {

    private final ClaimStore claims;
    private final Hosts hosts;
    private final Inventories inventories;

    KnownClaims(ClaimStore claims, Hosts hosts, Inventories inventories) {
        this.claims = claims;
        this.hosts = hosts;
        this.inventories = inventories;
    }

    /**
     * Returns true if the group is known to be wanted, by an operator or by a process on the host. A process counts only while the agent is
     * connected and has reported since the manager's start: a claim may have been withdrawn during a disconnection.
     */
    boolean stand(Conflict conflict) {
        return claims.of(conflict.id()).stream()
                        .anyMatch(claim -> claim.onHost().isEmpty())
                || (inventories.hasReported(conflict.host())
                        && hosts.get(conflict.host()).connected());
    }

    /** Returns the reason why the claims are not known to stand, as a sentence. */
    String whyUnknown(Conflict conflict) {
        return "The manager waits: the agent of " + hosts.name(conflict.host())
                + " is away or has not reported since the manager's start, so the claims may have been withdrawn";
    }
}
