// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.PciAddress;
import java.time.Instant;
import java.util.List;

/** Somebody on the host who wants a group that is lent. */
final class WorldClaim {

    private final String id;
    private final WorldGroup group;
    private final boolean standing;
    private final Instant madeAt;
    private Instant since;
    private Status status;

    WorldClaim(String id, WorldGroup group, Status status, Instant now) {
        this.id = id;
        this.group = group;
        this.standing = status == Status.STANDING;
        this.madeAt = now;
        this.since = now;
        this.status = status;
    }

    String id() {
        return id;
    }

    WorldGroup group() {
        return group;
    }

    Status status() {
        return status;
    }

    boolean waits() {
        return status.waits();
    }

    void become(Status now, Instant at) {
        status = now;
        since = at;
    }

    ClaimReport report() {
        return new ClaimReport(
                id,
                standing ? Kind.OVERRIDE : Kind.BIND,
                List.of(group.fingerprint()),
                PciAddress.parse(group.addresses().get(0)),
                "/sys/bus/pci/drivers/e1000/bind",
                "bind a function to e1000",
                new Claimant(4711, madeAt, "bash", 0, 1000L, List.of(), "/user.slice", "session-3.scope", null),
                status,
                "by the schedule: " + status,
                madeAt,
                since);
    }
}
