// SPDX-License-Identifier: Apache-2.0
package io.bailiff.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.system.Rest.Reply;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Any part may be killed at any time: what was lent stays lent, and what was begun is ended. */
@Tag("slow")
class KilledPartsTest {

    private static final String NIC = "0000:02:01.0";

    @TempDir
    private static Path home;

    private static SystemUnderTest system;

    @BeforeAll
    static void start() {
        system = SystemUnderTest.start(home);
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void aKilledManagerResumes() {
        Reply assignment = system.lend("web1", NIC);
        assertThat(assignment.status()).isEqualTo(202);
        system.killManager();
        system.startManager();
        system.awaitState(path(assignment.body()), "ACTIVE");

        Reply reclaim = system.reclaim(NIC, 60, 60);
        system.killManager();
        system.startManager();
        system.awaitState("/api/v1/conflicts/" + reclaim.body().get("id").asString(), "RESOLVED");
        system.awaitState(path(assignment.body()), "EVICTED");
        assertThat(system.driver(NIC)).contains("e1000");
    }

    @Test
    void aKilledAgentLeavesALentGroupUnchanged() {
        JsonNode assignment = system.lent("web1", NIC);
        String killed = agentStart();

        system.killAgent();
        assertThat(system.driver(NIC)).contains("vfio-pci");
        system.startAgent();
        await().atMost(Duration.ofSeconds(30)).until(() -> !agentStart().equals(killed));

        assertThat(system.driver(NIC)).contains("vfio-pci");
        assertThat(system.group(NIC).get("state").asString()).isEqualTo("DETACHED");
        system.awaitState(path(assignment), "ACTIVE");
        system.manager().delete(path(assignment));
        system.awaitState(path(assignment), "RELEASED");
        assertThat(system.driver(NIC)).contains("e1000");
    }

    @Test
    void aReclaimDuringAnOutageOfTheAgentIsCarriedOutLater() {
        system.lent("web1", NIC);

        system.killAgent();
        Reply reclaim = system.reclaim(NIC, 120, 120);
        assertThat(reclaim.status()).isEqualTo(202);
        system.startAgent();

        system.awaitState("/api/v1/conflicts/" + reclaim.body().get("id").asString(), "RESOLVED");
        assertThat(system.driver(NIC)).contains("e1000");
    }

    /** With the real agent, whose stored revision is higher than the one of the backup. */
    @Test
    void anAgentWorksOnWithAManagerOnAnOlderBackupAfterTheAnswers() {
        JsonNode ended = system.lent("web1", NIC);
        system.backUp("backup");
        system.manager().delete(path(ended));
        system.awaitState(path(ended), "RELEASED");
        JsonNode made = system.lent("web1", NIC);

        system.killManager();
        system.restore("backup");
        system.startManager();

        String outdated = "/api/v1/hosts/" + SystemUnderTest.HOST + "/outdated";
        JsonNode difference = await().atMost(Duration.ofSeconds(60))
                .until(() -> system.manager().get(outdated).body().path("differences"), found -> found.size() == 1)
                .get(0);
        assertThat(difference.get("onHost").asString()).isEqualTo(made.get("id").asString());
        assertThat(difference.get("recorded").asString())
                .isEqualTo(ended.get("id").asString());
        assertThat(system.driver(NIC)).contains("vfio-pci");
        Reply answered = system.manager()
                .put(
                        outdated + "/" + difference.get("group").asString(),
                        "{'answer':'ADOPT','reason':'web1 works with it','by':'olga'}");
        assertThat(answered.status()).as(answered.toString()).isEqualTo(204);

        system.awaitState(path(ended), "RELEASED");
        system.awaitState(path(made), "ACTIVE");
        system.manager().delete(path(made));
        system.awaitState(path(made), "RELEASED");
        assertThat(system.driver(NIC)).contains("e1000");
        JsonNode again = system.lent("web1", NIC);
        system.manager().delete(path(again));
        system.awaitState(path(again), "RELEASED");
    }

    private static String agentStart() {
        return system.manager()
                .get("/api/v1/hosts/" + SystemUnderTest.HOST)
                .body()
                .get("inventory")
                .get("agentStart")
                .asString();
    }

    private static String path(JsonNode assignment) {
        return "/api/v1/assignments/" + assignment.get("id").asString();
    }
}
