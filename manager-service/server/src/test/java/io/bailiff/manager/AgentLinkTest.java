// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.ClaimRefusal;
import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.HostReport;
import io.bailiff.manager.agent.Orders;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The link to the agents, at its server's end. */
@Tag("jdk")
@Execution(ExecutionMode.CONCURRENT)
class AgentLinkTest {

    private static final JsonMapper JSON = new JsonMapper();

    private Fleet fleet;
    private String reports;

    @SuppressWarnings("NullAway.Init")
    AgentLinkTest() {}

    @BeforeEach
    void host() {
        fleet = new Fleet(Managers.on(TestDatabase.H2));
        reports = "/agent/v1/hosts/" + fleet.agent().hostId() + "/reports";
    }

    @AfterEach
    void stop() throws IOException {
        fleet.close();
    }

    @Test
    void anAgentReportsForItsOwnHostOnly() throws IOException {
        try (Fleet other = new Fleet(Managers.on(TestDatabase.H2))) {
            Rest.Answer answer = fleet.rest()
                    .post(reports, fleet.agent().nextReport(), other.agent().credential());
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.problem()).isEqualTo("another-host");
        }
        assertThat(fleet.rest().post(reports, fleet.agent().nextReport()).status())
                .as("the listener for operators")
                .isEqualTo(404);
    }

    /** A poll that is held, because the agent knows all that there is. */
    private CompletableFuture<Rest.Answer> parkedPoll() {
        String path = "/agent/v1/hosts/" + fleet.agent().hostId() + "/desired?waitMillis=25000&after=0";
        CompletableFuture<Rest.Answer> poll = CompletableFuture.supplyAsync(
                () -> fleet.rest().get(path, fleet.agent().credential()));
        await().during(Duration.ofMillis(500)).until(() -> !poll.isDone());
        return poll;
    }

    @Test
    void aPollIsHeldUntilThereIsSomethingNew() throws Exception {
        fleet.agent().close();
        CompletableFuture<Rest.Answer> poll = parkedPoll();
        fleet.lend(Fleet.NIC_0);
        Rest.Answer answer = poll.get(60, TimeUnit.SECONDS);
        assertThat(answer.status()).isEqualTo(200);
        DesiredState desired = answer.as(DesiredState.class);
        assertThat(desired.revision()).isEqualTo(1);
        assertThat(desired.orders()).singleElement().satisfies(order -> {
            assertThat(order.want().name()).isEqualTo("DETACHED");
            assertThat(order.guest()).isEqualTo("web1");
        });
    }

    @Test
    void aPollEndsWhenAClaimIsToBeRefused() throws Exception {
        fleet.agent().close();
        UUID host = UUID.fromString(fleet.agent().hostId());
        UUID claim = UUID.randomUUID();
        RunningManager manager = Managers.on(TestDatabase.H2);
        CompletableFuture<Rest.Answer> poll = parkedPoll();
        manager.bean(TransactionTemplate.class)
                .executeWithoutResult(transaction -> manager.bean(Orders.class).refuse(host, claim, "denied"));
        Rest.Answer answer = poll.get(60, TimeUnit.SECONDS);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.as(DesiredState.class).refusals())
                .containsExactly(new ClaimRefusal(claim.toString(), "denied"));
    }

    @Test
    void aPollWithoutNewsEndsWithoutContent() throws IOException {
        fleet.agent().close();
        String path = "/agent/v1/hosts/" + fleet.agent().hostId() + "/desired?waitMillis=200&after=0";
        assertThat(fleet.rest().get(path, fleet.agent().credential()).status()).isEqualTo(204);
    }

    @Test
    void aReportMayBeRepeatedButNotBeOlderThanTheNewest() throws IOException {
        fleet.agent().close();
        HostReport first = fleet.agent().nextReport();
        HostReport second = fleet.agent().nextReport();
        HttpClient credential = fleet.agent().credential();
        assertThat(fleet.rest().post(reports, second, credential).status()).isEqualTo(204);
        assertThat(fleet.rest().post(reports, second, credential).status()).isEqualTo(204);
        Rest.Answer late = fleet.rest().post(reports, first, credential);
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.problem()).isEqualTo("report-too-old");
        assertThat(sequence()).isEqualTo(second.sequence());
    }

    @Test
    void theReportsOfALaterStartSupersedeThoseOfAnEarlierOne() throws IOException {
        fleet.agent().close();
        ObjectNode report = JSON.valueToTree(fleet.agent().nextReport());
        report.put("agentStart", Instant.now().plusSeconds(60).toString()).put("sequence", 1);
        assertThat(fleet.rest()
                        .post(reports, report, fleet.agent().credential())
                        .status())
                .isEqualTo(204);
        assertThat(sequence()).isEqualTo(1);
        assertThat(fleet.rest()
                        .post(reports, fleet.agent().nextReport(), fleet.agent().credential())
                        .status())
                .isEqualTo(409);
    }

    private long sequence() {
        return fleet.rest()
                .get("/api/v1/hosts/" + fleet.host())
                .body()
                .get("inventory")
                .get("sequence")
                .asLong();
    }

    @Test
    void unknownFieldsOfANewerAgentAreIgnored() throws IOException {
        fleet.agent().close();
        ObjectNode report = JSON.valueToTree(fleet.agent().nextReport());
        report.put("temperature", 40);
        assertThat(fleet.rest()
                        .post(reports, report, fleet.agent().credential())
                        .status())
                .isEqualTo(204);
    }

    @Test
    void aReportThatLacksSomethingIsAProblem() throws IOException {
        fleet.agent().close();
        for (String field : new String[] {"agentStart", "bootId", "groups", "conflictBehaviour"}) {
            ObjectNode report = JSON.valueToTree(fleet.agent().nextReport());
            report.remove(field);
            Rest.Answer answer =
                    fleet.rest().post(reports, report, fleet.agent().credential());
            assertThat(answer.status()).as(field + " " + answer).isEqualTo(400);
        }
    }

    @Test
    void theGroupsOfAHostAreThoseOfTheLastReport() {
        Rest.Answer groups = fleet.rest().get("/api/v1/hosts/" + fleet.host() + "/groups");
        assertThat(groups.items()).hasSize(5);
        Rest.Answer nic = fleet.rest()
                .get("/api/v1/hosts/" + fleet.host() + "/groups/" + fleet.nic().fingerprint());
        assertThat(nic.body().get("state").asString()).isEqualTo("WITH_HOST");
        assertThat(nic.body().has("lentTo")).isFalse();
        String id = fleet.active(Fleet.NIC_0);
        Rest.Answer lent = fleet.rest()
                .get("/api/v1/hosts/" + fleet.host() + "/groups/" + fleet.nic().fingerprint());
        assertThat(lent.body().get("lentTo").get("assignment").asString()).isEqualTo(id);
        assertThat(fleet.rest()
                        .get("/api/v1/hosts/" + fleet.host())
                        .body()
                        .get("connected")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aHostWhoseAgentIsAwayLendsNothing(@TempDir Path home) throws IOException {
        try (RunningManager impatient =
                        new RunningManager(TestDatabase.H2, home, "--bailiff.agent.connected-within=1ms").start();
                Fleet away = new Fleet(impatient)) {
            away.agent().silent(true);
            Rest.Answer answer = away.rest().post("/api/v1/assignments", away.loan(Fleet.NIC_0));
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.problem()).isEqualTo("host-away");
        }
    }
}
