// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.PciAddress;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A host whose agent is taken over: the agent's credential sends any text as a report. The host has lent a group, with claims on it. */
public final class HostileFleet implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final Fleet fleet;

    /** Enrols the host, lends a group and takes the agent over. */
    public HostileFleet() {
        fleet = new Fleet(Managers.on(TestDatabase.H2));
        fleet.active(Fleet.NIC_0);
        fleet.agent().unknown("Cannot read the table of disks", Fleet.NVME);
        fleet.agent().silence();
    }

    public Fleet fleet() {
        return fleet;
    }

    /**
     * Returns a valid report with at least one entry in each list, as of an agent that has just started: whatever sequence an earlier report
     * had, the report is newer.
     */
    public ObjectNode valid() {
        HostReport report = fleet.agent().nextReport();
        ClaimReport waiting = claim(Status.HELD, "00000000-0000-0000-0000-000000000001");
        ClaimReport ended = claim(Status.DENIED, UUID.randomUUID().toString());
        HealthEvent event = HealthEvent.first(
                PciAddress.parse(Fleet.NVME), HealthEvent.Kind.RECOVERED, Instant.EPOCH, report.bootId(), "a detail");
        HostReport full = report.withClaims(List.of(waiting, ended))
                .with(report.groups(), report.ungrouped(), List.of("a part cannot be read"))
                .withFindings(report.unknowns(), report.answers(), List.of(event));
        return JSON.<ObjectNode>valueToTree(full)
                .put("agentStart", Instant.now().toString());
    }

    private ClaimReport claim(Status status, String id) {
        return FakeAgent.claimOf(id, Kind.BIND, status, List.of(fleet.nic().fingerprint()), Fleet.NIC_0);
    }

    /** Sends a text as a report. */
    public Rest.Answer report(String json) {
        return fleet.rest()
                .post(
                        "/agent/v1/hosts/" + fleet.agent().hostId() + "/reports",
                        json,
                        fleet.agent().credential());
    }

    @Override
    public void close() throws IOException {
        fleet.close();
    }
}
