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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A guest that has not released when its conflict is withdrawn keeps its function, now and at its next start. */
@Tag("slow")
class WithdrawnConflictTest {

    private static final String NIC = "0000:02:01.0";
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

    /** Neither releases: db1 would shut down, fw1 answers nothing at all. */
    @ParameterizedTest
    @ValueSource(strings = {"db1", "fw1"})
    void aGuestThatDoesNotReleaseKeepsItsFunction(String guest) {
        String assignment =
                "/api/v1/assignments/" + system.lent(guest, NIC).get("id").asString();
        Reply reclaim = system.reclaim(NIC, 600, 600);
        String conflict = "/api/v1/conflicts/" + reclaim.body().get("id").asString();
        await().atMost(PATIENCE)
                .until(() ->
                        system.manager().get(conflict).body().get("releaseAsks").asInt() > 0);
        assertThat(addresses(guest, "liveDevices")).containsExactly(NIC);
        assertThat(addresses(guest, "definedDevices")).isEmpty();

        Reply withdrawn = system.manager().post(conflict + "/withdraw", "{'by':'olga','reason':'wrong NIC'}");

        assertThat(withdrawn.status()).isEqualTo(202);
        system.awaitState(conflict, "WITHDRAWN");
        JsonNode active = system.awaitState(assignment, "ACTIVE");
        assertThat(active.has("problem")).isFalse();
        assertThat(addresses(guest, "liveDevices")).containsExactly(NIC);
        assertThat(addresses(guest, "definedDevices")).containsExactly(NIC);

        system.awaitState(givenBack(guest, assignment), "RELEASED");
    }

    private static String givenBack(String guest, String assignment) {
        String uuid = system.guest(guest).get("uuid").asString();
        assertThat(system.hypervisor().post("/guests/" + uuid + "/destroy", "").status())
                .isEqualTo(200);
        system.manager().delete(assignment);
        return assignment;
    }

    private static List<String> addresses(String guest, String devices) {
        return system.guest(guest).get(devices).findValuesAsString("address");
    }
}
