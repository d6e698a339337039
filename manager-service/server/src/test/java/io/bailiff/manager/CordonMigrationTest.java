// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The cordons of an earlier version, which had one sentence for a host, are those of operators and of fences after an upgrade. */
class CordonMigrationTest {

    private static final OffsetDateTime NOW = OffsetDateTime.parse("2026-01-02T03:04:05Z");
    private static final String REASON = "new firmware on Monday";

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void everyOpenFenceHasACordonOfItsOwn(TestDatabase database, @TempDir Path home) throws SQLException {
        OldSchema old = OldSchema.of(database, home, "4");
        Map<String, UUID> conflicts;
        try (Connection connection = old.connect()) {
            conflicts = write(connection);
        }
        try (RunningManager manager = new RunningManager(old.arguments(), home).start()) {
            assertCordon(manager, "fenced", null, conflicts.get("fenced"));
            assertCordon(manager, "cordoned-and-fenced", REASON, conflicts.get("cordoned-and-fenced"));
            assertCordon(manager, "fenced-and-uncordoned", null, conflicts.get("fenced-and-uncordoned"));
            assertCordon(manager, "repaired", REASON, null);
            assertCordon(manager, "cordoned", REASON, null);
            assertCordon(manager, "free", null, null);
        }
    }

    private static void assertCordon(
            RunningManager manager, String host, @Nullable String reason, @Nullable UUID conflict) {
        JsonNode shown = manager.rest().get("/api/v1/hosts/" + host).body();
        assertThat(shown.path("cordonReason").asString(null)).as(host).isEqualTo(reason);
        assertThat(shown.get("fences").valueStream().map(JsonNode::asString))
                .as(host)
                .isEqualTo(conflict == null ? List.of() : List.of(conflict.toString()));
        assertThat(shown.has("cordon")).as(host).isEqualTo(reason != null || conflict != null);
    }

    private static Map<String, UUID> write(Connection connection) throws SQLException {
        UUID fenced = UUID.randomUUID();
        UUID both = UUID.randomUUID();
        UUID uncordoned = UUID.randomUUID();
        UUID repaired = UUID.randomUUID();
        conflict(connection, host(connection, "fenced", sentence(fenced)), fenced, "FENCED", true, null);
        conflict(connection, host(connection, "cordoned-and-fenced", REASON), both, "FENCING", true, null);
        conflict(connection, host(connection, "fenced-and-uncordoned", null), uncordoned, "FENCED", true, null);
        conflict(connection, host(connection, "repaired", REASON), repaired, "FENCED", false, NOW);
        host(connection, "cordoned", REASON);
        host(connection, "free", null);
        return Map.of("fenced", fenced, "cordoned-and-fenced", both, "fenced-and-uncordoned", uncordoned);
    }

    private static String sentence(UUID conflict) {
        return "web1 is fenced (conflict " + conflict + ")";
    }

    private static UUID host(Connection connection, String name, @Nullable String why) throws SQLException {
        UUID id = UUID.randomUUID();
        run(
                connection,
                "insert into host (id, name, machine_id, credential_hash, revision, enrolled_at, cordoned_why)"
                        + " values (?, ?, ?, ?, 0, ?, ?)",
                id,
                name,
                name,
                name,
                NOW,
                why);
        return id;
    }

    private static void conflict(
            Connection connection, UUID host, UUID id, String state, boolean fenced, @Nullable OffsetDateTime unfenced)
            throws SQLException {
        UUID assignment = UUID.randomUUID();
        String group = "0".repeat(32);
        run(
                connection,
                "insert into assignment (id, host_id, fingerprint, live_group, guest_uuid, guest_name, state, epoch,"
                        + " state_since, operations, failures, requested_at, remote_address, fenced, ending, reason)"
                        + " values (?, ?, '" + group + "', ?, ?, 'web1', 'EVICTING', 9, ?, 2, 0, ?, '127.0.0.1', ?,"
                        + " 'EVICTED', 'needed')",
                assignment,
                host,
                host + "/" + group,
                UUID.randomUUID(),
                NOW,
                NOW,
                fenced);
        run(
                connection,
                "insert into conflict (id, host_id, assignment_id, fingerprint, live_group, state, epoch, state_since,"
                        + " release_asks, shutdown_asks, destroy_asks, opened_at, unfenced_at)"
                        + " values (?, ?, ?, '" + group + "', ?, ?, 5, ?, 1, 1, 2, ?, ?)",
                id,
                host,
                assignment,
                host + "/" + group,
                state,
                NOW,
                NOW,
                unfenced);
    }

    private static void run(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
