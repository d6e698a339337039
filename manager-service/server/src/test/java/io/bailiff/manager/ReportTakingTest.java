// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.PciAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reports at the limits, reports of hosts with a wrong clock, and reports of newer agents. */
class ReportTakingTest {

    private static final JsonMapper JSON = new JsonMapper();

    private Fleet fleet;

    @SuppressWarnings("NullAway.Init")
    ReportTakingTest() {}

    @BeforeEach
    void host() throws IOException {
        fleet = new Fleet(Managers.on(TestDatabase.H2));
        fleet.agent().close();
        fleet.agent().silence();
    }

    @AfterEach
    void stop() throws IOException {
        fleet.close();
    }

    private Rest.Answer report(Object report) {
        return fleet.rest()
                .post(
                        "/agent/v1/hosts/" + fleet.agent().hostId() + "/reports",
                        report,
                        fleet.agent().credential());
    }

    private long sequence() {
        return fleet.hostView().get("inventory").get("sequence").asLong();
    }

    private ObjectNode next() {
        return JSON.valueToTree(fleet.agent().nextReport());
    }

    @Test
    void aHostWhoseClockWasInTheFarFutureIsNotLockedOut() {
        ObjectNode future = next();
        future.put("agentStart", "2199-01-01T00:00:00Z").put("observedAt", "2199-01-01T00:00:00Z");
        assertThat(report(future).status()).isEqualTo(204);
        ObjectNode repaired = next();
        assertThat(report(repaired).status()).isEqualTo(204);
        assertThat(sequence()).isEqualTo(repaired.get("sequence").asLong());
    }

    @Test
    void aHostWithAClockInTheFarFutureReportsAsUsual() {
        for (int i = 0; i < 3; i++) {
            ObjectNode future = next();
            future.put("agentStart", "2199-01-01T00:00:00Z");
            assertThat(report(future).status()).isEqualTo(204);
            assertThat(sequence()).isEqualTo(future.get("sequence").asLong());
        }
    }

    @Test
    void theAnswerToAnOldReportNamesTheStartOfTheStoredReport() {
        Instant later = Instant.now().plus(Duration.ofHours(1));
        ObjectNode ahead = next();
        ahead.put("agentStart", later.toString());
        assertThat(report(ahead).status()).isEqualTo(204);
        Rest.Answer refused = report(next());
        assertThat(refused.status()).isEqualTo(409);
        Instant stored = Instant.parse(refused.body().get("agentStart").asString());
        ObjectNode after = next();
        after.put("agentStart", stored.plusNanos(1000).toString());
        assertThat(report(after).status()).isEqualTo(204);
    }

    @Test
    void aHostWithTwoThousandFiveHundredFunctionsHasAnInventory() {
        HostReport report = fleet.agent().nextReport();
        List<FunctionReport> functions = IntStream.range(0, 2500)
                .mapToObj(number -> new FunctionReport(
                        new PciAddress(1, number / 256, number % 256 / 8, number % 8),
                        FunctionKind.ENDPOINT,
                        "8086",
                        "154c",
                        "8086",
                        "0000",
                        "020000",
                        "Intel Corporation Ethernet Virtual Function 700 Series ".repeat(8) + number,
                        "iavf",
                        null,
                        number % 4,
                        null))
                .toList();
        String json = JSON.writeValueAsString(report.with(report.groups(), functions, report.problems()));
        assertThat(json.length()).isBetween(1_048_577, HostReport.MOST_BYTES);
        Rest.Answer answer = report(json);
        assertThat(answer.status()).as(answer.problem()).isEqualTo(204);
        assertThat(fleet.hostView().get("ungrouped")).hasSize(2500);
        assertThat(report(next()).status()).isEqualTo(204);
        assertThat(fleet.hostView().get("ungrouped")).hasSize(1);
    }

    @Test
    void twoHundredClaimsWithLongCommandLinesAreTaken() {
        List<ClaimReport> claims =
                IntStream.range(0, 200).mapToObj(number -> longClaim()).toList();
        Rest.Answer answer = report(fleet.agent().nextReport().withClaims(claims));
        assertThat(answer.status()).as(answer.problem()).isEqualTo(204);
        assertThat(fleet.rest()
                        .get("/api/v1/claims?host=" + fleet.host() + "&limit=500")
                        .items())
                .hasSize(200);
    }

    private ClaimReport longClaim() {
        ClaimReport claim = FakeAgent.claimOf(
                UUID.randomUUID().toString(),
                Kind.BIND,
                Status.DENIED,
                List.of(fleet.nic().fingerprint()),
                Fleet.NIC_0);
        String command = "/usr/bin/\u00e4\u00f6\u00fc ".repeat(45);
        List<Claimant.Parent> parents = IntStream.range(0, 8)
                .mapToObj(number -> new Claimant.Parent(number + 2, command))
                .toList();
        return new ClaimReport(
                claim.id(),
                claim.kind(),
                claim.groups(),
                claim.function(),
                claim.file(),
                claim.what(),
                new Claimant(4711, null, command, 0, null, parents, "/user.slice", null, null),
                claim.status(),
                claim.message(),
                claim.madeAt(),
                claim.since());
    }

    @Test
    void aNullAddressIsRefusedAndAPlanIsStillMade() {
        ObjectNode report = next();
        ((ObjectNode) report.get("groups").get(0).get("members").get(0)).putNull("address");
        Rest.Answer answer = report(report);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().get("field").asString()).isEqualTo("groups[0].members[0].address");
        assertThat(fleet.rest().post("/api/v1/plans", fleet.nvmeLoan()).status())
                .isEqualTo(200);
    }

    @Test
    void whatANewerAgentNamesIsTakenAsUnknown() {
        ObjectNode report = next();
        ObjectNode group = (ObjectNode) report.get("groups").get(0);
        group.put("state", "LEVITATING");
        ((ObjectNode) group.get("use")).put("state", "BORROWED");
        ((ObjectNode) group.get("members").get(0)).put("health", "SNEEZING").put("kind", "WORMHOLE");
        report.put("conflictBehaviour", "NEGOTIATES");
        assertThat(report(report).status()).isEqualTo(204);
        var shown = fleet.hostView().get("groups").get(0);
        assertThat(shown.get("state").asString()).isEqualTo("UNKNOWN");
        assertThat(shown.get("use").get("state").asString()).isEqualTo("UNKNOWN");
        assertThat(shown.get("members").get(0).get("kind").asString()).isEqualTo("BRIDGE");
        assertThat(shown.get("members").get(0).path("health").asString("none")).isEqualTo("none");
    }

    @Test
    void aClaimOfAnUnknownKindIsTakenAndAClaimOfAnUnknownStatusIsNot() {
        ObjectNode report = next();
        report.putArray("claims").add(JSON.<ObjectNode>valueToTree(longClaim()).put("kind", "WISH"));
        assertThat(report(report).status()).isEqualTo(204);
        assertThat(fleet.claims().get(0).get("kind").asString()).isEqualTo("OTHER");
        ObjectNode status = next();
        status.putArray("claims").add(JSON.<ObjectNode>valueToTree(longClaim()).put("status", "DREAMING"));
        Rest.Answer answer = report(status);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().get("field").asString()).isEqualTo("claims[0].status");
    }

    @Test
    void theRecordAndTheProblemsOfAHostHaveNoControlCharacters() {
        ObjectNode report = next();
        report.put("bootId", "other\u202e\u200b");
        report.putArray("problems").add("first\n2026-01-01 ERROR forged\u001b[2J");
        assertThat(report(report).status()).isEqualTo(204);
        assertThat(fleet.hostView().get("inventory").get("problems").get(0).asString())
                .isEqualTo("first\\u000a2026-01-01 ERROR forged\\u001b[2J");
        String record = fleet.rest()
                .get("/api/v1/hosts/" + fleet.host() + "/record")
                .body()
                .toString();
        assertThat(record).contains("host-rebooted").doesNotContain("\u202e").doesNotContain("\u200b");
    }

    @Test
    void aPollAsksForAReportUntilThereIsOne(@TempDir Path home) throws IOException {
        try (RunningManager manager = new RunningManager(TestDatabase.H2, home).start();
                Fleet host = new Fleet(manager)) {
            host.agent().close();
            host.agent().silence();
            assertThat(wanted(host)).isFalse();
            manager.stop();
            manager.start();
            assertThat(wanted(host)).isTrue();
            assertThat(host.rest()
                            .post(
                                    "/agent/v1/hosts/" + host.agent().hostId() + "/reports",
                                    host.agent().nextReport(),
                                    host.agent().credential())
                            .status())
                    .isEqualTo(204);
            assertThat(wanted(host)).isFalse();
        }
    }

    private static boolean wanted(Fleet host) {
        return host.rest()
                .get(
                        "/agent/v1/hosts/" + host.agent().hostId() + "/desired?after=-1&waitMillis=1",
                        host.agent().credential())
                .http()
                .headers()
                .firstValue(HostReport.WANTED_HEADER)
                .isPresent();
    }
}
