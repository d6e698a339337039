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
