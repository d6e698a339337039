// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.GroupState;
import io.bailiff.manager.backup.HomeCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** A manager whose database is an older copy: hosts get no orders before operators have answered the differences. */
@Tag("slow")
class OutdatedRecordTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** After a restore revisions continue at the seconds since 1970, times 2^20. */
    private static final long AFTER_RESTORE = 1L << 50;

    @TempDir
    private Path folder;

    @Test
    void afterARestoreLoansMadeAndEndedSinceTheBackupAreAnsweredByOperators() throws Exception {
        Path home = folder.resolve("home");
        try (RunningManager manager = new RunningManager(List.of(), home).start();
                Fleet fleet = new Fleet(manager)) {
            String ended = fleet.active(NIC_0);
            command(home, "backup");
            manager.rest().delete("/api/v1/assignments/" + ended);
            fleet.awaitState(ended, "RELEASED");
            String made = fleet.lendNvme();
            fleet.awaitState(made, "ACTIVE");
            manager.stop();
            command(home, "restore", "--replace");
            int operations = fleet.agent().operations().size();
            manager.start();

            JsonNode shown = awaitDifferences(fleet, 2);
            assertThat(shown.get("cause").asString()).isEqualTo("RESTORED");
            JsonNode onHost = shown.get("differences").get(0);
            assertThat(onHost.get("onHost").asString()).isEqualTo(made);
            assertThat(onHost.get("guests").get(0).asString()).isEqualTo("web1");
            assertThat(texts(onHost.get("answers"))).containsExactly("ADOPT", "RETURN");
            JsonNode recorded = shown.get("differences").get(1);
            assertThat(recorded.get("recorded").asString()).isEqualTo(ended);
            assertThat(texts(recorded.get("answers"))).containsExactly("END", "KEEP");
            assertThat(manager.rest().get("/api/v1/outdated-hosts").items()).hasSize(1);
            assertThat(fleet.rest()
                            .post("/api/v1/assignments", fleet.loan(NIC_0))
                            .problem())
                    .isEqualTo("record-outdated");

            assertThat(fleet.agent().desired().revision()).isLessThan(AFTER_RESTORE);
            assertThat(answer(fleet, fleet.nvme(), "END").problem()).isEqualTo("invalid-field");
            assertThat(answer(fleet, fleet.nvme(), "ADOPT").status()).isEqualTo(204);
            assertThat(fleet.agent().operations()).hasSize(operations);
            assertThat(fleet.agent().desired().revision()).isLessThan(AFTER_RESTORE);
            assertThat(fleet.nic().state()).isEqualTo(GroupState.WITH_HOST);
            assertThat(answer(fleet, fleet.nic(), "END").status()).isEqualTo(204);

            awaitCurrent(fleet);
            assertThat(fleet.state(ended)).isEqualTo("RELEASED");
            // Neither did a step look at a guest that does not have the functions any more.
            assertThat(Fleet.kinds(fleet.assignment(ended)))
                    .contains("assignment-ended-by-answer")
                    .doesNotContain("drift");
            assertThat(fleet.state(made)).isEqualTo("ACTIVE");
            assertThat(Fleet.kinds(fleet.assignment(made)))
                    .contains("assignment-adopted")
                    .doesNotContain("drift");
            await().atMost(PATIENCE).until(() -> fleet.agent().desired().revision() > AFTER_RESTORE);
            assertThat(recordKinds(fleet)).contains("record-outdated", "difference-answered", "record-current");
            manager.rest().delete("/api/v1/assignments/" + made);
            fleet.awaitState(made, "RELEASED");
            assertThat(fleet.nvme().state()).isEqualTo(GroupState.WITH_HOST);
            fleet.active(NIC_0);
        }
    }

    @Test
    void aDatabaseReplacedByOtherMeansIsNoticedByTheRevisionOfTheAgent() throws Exception {
        Path home = folder.resolve("home");
        Path copy = folder.resolve("copy.zip");
        try (RunningManager manager = new RunningManager(List.of(), home).start();
                Fleet fleet = new Fleet(manager)) {
            manager.bean(JdbcTemplate.class).execute("backup to '" + copy + "'");
            String made = fleet.active(NIC_0);
            manager.stop();
            unzip(copy, home);
            manager.start();

            JsonNode shown = awaitDifferences(fleet, 1);
            assertThat(shown.get("cause").asString()).isEqualTo("HIGHER_REVISION");
            assertThat(fleet.web().seen().liveDevices()).hasSize(1);
            assertThat(answer(fleet, fleet.nic(), "RETURN").status()).isEqualTo(204);

            awaitCurrent(fleet);
            fleet.awaitState(made, "RELEASED");
            assertThat(fleet.web().seen().liveDevices()).isEmpty();
            assertThat(fleet.nic().state()).isEqualTo(GroupState.WITH_HOST);
        }
    }

    private static JsonNode awaitDifferences(Fleet fleet, int number) {
        fleet.agent().report();
        return await().atMost(PATIENCE)
                .until(
                        () -> fleet.rest()
                                .get("/api/v1/hosts/" + fleet.host() + "/outdated")
                                .body(),
                        body -> body.path("differences").size() == number);
    }

    private static void awaitCurrent(Fleet fleet) {
        await().atMost(PATIENCE)
                .until(() -> fleet.rest()
                        .get("/api/v1/hosts/" + fleet.host() + "/outdated")
                        .problem()
                        .equals("record-not-outdated"));
    }

    private static Rest.Answer answer(Fleet fleet, FakeGroup group, String answer) {
        return fleet.rest()
                .put(
                        "/api/v1/hosts/" + fleet.host() + "/outdated/" + group.fingerprint(),
                        Map.of("answer", answer, "reason", "looked at the host", "by", "olga"));
    }

    private static List<String> recordKinds(Fleet fleet) {
        return fleet.rest()
                .get("/api/v1/hosts/" + fleet.host() + "/record")
                .items()
                .findValuesAsString("kind");
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }

    private void command(Path home, String command, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of(command, folder.resolve("backup.zip").toString(), "--bailiff.home=" + home));
        arguments.addAll(List.of(more));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        assertThat(HomeCommands.run(arguments, "1", out, out)).isZero();
    }

    private static void unzip(Path copy, Path home) throws IOException {
        try (ZipFile zip = new ZipFile(copy.toFile());
                InputStream data = zip.getInputStream(zip.getEntry("bailiff.mv.db"))) {
            Files.copy(data, home.resolve("bailiff.mv.db"), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
