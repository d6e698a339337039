// SPDX-License-Identifier: Apache-2.0
package io.bailiff.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.system.Rest.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** One group from the host to a guest and back, through the jars that users start. */
@Tag("slow")
@Tag("jdk")
class WholePathTest {

    private static final String NIC = "0000:02:01.0";
    private static final String NIC_SIBLING = "0000:02:01.1";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
    void aGroupIsLentToARunningGuestAndReattachedByAReclaim() {
        JsonNode assignment = system.lent("web1", NIC);

        assertThat(system.driver(NIC)).contains("vfio-pci");
        assertThat(system.driver(NIC_SIBLING)).contains("vfio-pci");
        assertThat(system.driverOverride(NIC_SIBLING)).isEqualTo("vfio-pci");
        assertThat(system.guest("web1").get("liveDevices").findValuesAsString("address"))
                .containsExactly(NIC);

        Reply reclaim = system.reclaim(NIC_SIBLING, 30, 30);
        assertThat(reclaim.status()).isEqualTo(202);
        JsonNode conflict = system.awaitState(conflict(reclaim), "RESOLVED");

        assertThat(system.driver(NIC)).contains("e1000");
        assertThat(system.driver(NIC_SIBLING)).contains("e1000");
        assertThat(system.driverOverride(NIC)).isEqualTo("(null)");
        assertThat(system.driverOverride(NIC_SIBLING)).isEqualTo("(null)");
        assertThat(system.guest("web1").get("state").asString()).isEqualTo("RUNNING");
        assertThat(system.guest("web1").get("liveDevices")).isEmpty();
        system.awaitState(path(assignment), "EVICTED");
        assertThat(conflict.toString()).contains("alice").contains("maintenance");
    }

    @Test
    void aGuestThatDoesNotReleaseIsShutDown() {
        JsonNode assignment = system.lent("db1", gpu());

        Reply reclaim = system.reclaim(gpu(), 1, 60);
        system.awaitState(conflict(reclaim), "RESOLVED");

        assertThat(system.guest("db1").get("state").asString()).isEqualTo("SHUT_OFF");
        assertThat(system.guest("db1").get("definedDevices")).isEmpty();
        system.awaitState(path(assignment), "EVICTED");
        assertThat(system.group(gpu()).get("state").asString()).isEqualTo("WITH_HOST");
    }

    @Test
    void aGuestThatIgnoresEveryRequestIsDestroyed() {
        JsonNode assignment = system.lent("fw1", nvme());

        Reply reclaim = system.reclaim(nvme(), 1, 1);
        JsonNode conflict = system.awaitState(conflict(reclaim), "RESOLVED");

        assertThat(conflict.toString()).contains("guest-terminated");
        assertThat(system.guest("fw1").get("state").asString()).isEqualTo("SHUT_OFF");
        system.awaitState(path(assignment), "EVICTED");
        assertThat(system.driver(nvme())).contains("nvme");
    }

    /** Neither releases: db1 would shut down, fw1 answers nothing at all. The next start of a guest gives it what is in its definition. */
    @ParameterizedTest
    @ValueSource(strings = {"db1", "fw1"})
    void aGuestThatHasNotReleasedWhenItsConflictIsWithdrawnKeepsItsFunction(String guest) {
        JsonNode assignment = system.lent(guest, NIC);
        String conflict = conflict(system.reclaim(NIC, 600, 600));
        await().atMost(PATIENCE)
                .until(() ->
                        system.manager().get(conflict).body().get("releaseAsks").asInt() > 0);
        assertThat(addresses(guest, "liveDevices")).containsExactly(NIC);
        assertThat(addresses(guest, "definedDevices")).isEmpty();

        Reply withdrawn = system.manager().post(conflict + "/withdraw", "{'by':'olga','reason':'wrong NIC'}");

        assertThat(withdrawn.status()).isEqualTo(202);
        system.awaitState(conflict, "WITHDRAWN");
        JsonNode active = system.awaitState(path(assignment), "ACTIVE");
        assertThat(active.has("problem")).isFalse();
        assertThat(addresses(guest, "liveDevices")).containsExactly(NIC);
        assertThat(addresses(guest, "definedDevices")).containsExactly(NIC);

        system.destroyGuest(guest);
        system.manager().delete(path(assignment));
        system.awaitState(path(assignment), "RELEASED");
    }

    private static List<String> addresses(String guest, String devices) {
        return system.guest(guest).get(devices).findValuesAsString("address");
    }

    private static String path(JsonNode assignment) {
        return "/api/v1/assignments/" + assignment.get("id").asString();
    }

    private static String conflict(Reply reclaim) {
        return "/api/v1/conflicts/" + reclaim.body().get("id").asString();
    }

    private static String gpu() {
        return firstOfClass("030000");
    }

    private static String nvme() {
        return firstOfClass("010802");
    }

    /** The first function of this class in a group that can be lent, or is lent. */
    private static String firstOfClass(String classCode) {
        for (JsonNode group : system.manager()
                .get("/api/v1/hosts/" + SystemUnderTest.HOST + "/groups")
                .body()
                .get("items")) {
            for (JsonNode member : group.get("members")) {
                if (group.get("refusals").isEmpty()
                        && member.get("classCode").asString().equals(classCode)) {
                    return member.get("address").asString();
                }
            }
        }
        throw new AssertionError("the host has no group to lend with a function of class " + classCode);
    }
}
