// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import io.bailiff.manager.host.HostOutages.Part;
import java.time.Instant;

/**
 * The present status of a part of a host.
 *
 * @param part the part
 * @param status the status
 * @param since the start of the outage if the part is away; without meaning otherwise
 * @param error the reason of the outage if the part is away; empty otherwise
 */
record PartStatus(Part part, Status status, Instant since, String error) {

    enum Status {
        HERE,
        AWAY,
        /** The manager cannot judge the part now: an earlier judgement stays. */
        UNKNOWN
    }

    static PartStatus here(Part part) {
        return new PartStatus(part, Status.HERE, Instant.EPOCH, "");
    }

    static PartStatus unknown(Part part) {
        return new PartStatus(part, Status.UNKNOWN, Instant.EPOCH, "");
    }

    static PartStatus away(Part part, Instant since, String error) {
        return new PartStatus(part, Status.AWAY, since, error);
    }
}
