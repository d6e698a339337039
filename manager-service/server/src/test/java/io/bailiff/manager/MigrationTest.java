// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What an earlier version wrote down is there after an upgrade. */
class MigrationTest {

    private static final OffsetDateTime NOW = OffsetDateTime.parse("2026-01-02T03:04:05Z");

    private final UUID host = UUID.randomUUID();
    private final UUID assignment = UUID.randomUUID();
    private final UUID conflict = UUID.randomUUID();
    private final UUID claim = UUID.randomUUID();

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void reclaimsAndReportsFromBeforeThereWereHostsClaimsAreKept(TestDatabase database, @TempDir Path home)
            throws SQLException {
        OldSchema old = OldSchema.of(database, home, "2");
        try (Connection connection = old.connect()) {
            write(connection);
        }
        try (RunningManager manager = new RunningManager(old.arguments(), home).start()) {
            JsonNode shown = manager.rest().get("/api/v1/conflicts/" + conflict).body();
            JsonNode reclaim = shown.get("claims").get(0);
            assertThat(reclaim.get("id").asString()).isEqualTo(claim.toString());
            assertThat(reclaim.get("kind").asString()).isEqualTo("RECLAIM");
            assertThat(reclaim.get("function").asString()).isEqualTo(Fleet.NIC_0);
            assertThat(reclaim.get("reason").asString()).isEqualTo("maintenance");
            assertThat(reclaim.get("by").asString()).isEqualTo("olga");
            assertThat(reclaim.get("host").asString()).isEqualTo("old");
            assertThat(reclaim.get("recordedAt")).isEqualTo(reclaim.get("madeAt"));
            assertThat(manager.rest().get("/api/v1/claims?host=old").items()).hasSize(1);
            JsonNode guard = manager.rest().get("/api/v1/hosts/old").body().get("guard");
            assertThat(guard.get("working").asBoolean()).isFalse();
            assertThat(guard.get("limits").get(0).asString()).contains("had no guard");
        }
    }

    private void write(Connection connection) throws SQLException {
        run(
                connection,
                "insert into host (id, name, machine_id, credential_hash, revision, enrolled_at)"
                        + " values (?, 'old', 'm', 'h', 0, ?)",
                host,
                NOW);
        run(
                connection,
                "insert into host_inventory (host_id, agent_start, sequence, boot_id, observed_at, received_at, report)"
                        + " values (?, ?, 1, 'b', ?, ?, ?)",
                host,
                NOW,
                NOW,
                NOW,
                "{\"agentStart\":\"2026-01-01T00:00:00Z\",\"sequence\":1,\"observedAt\":\"2026-01-01T00:00:00Z\","
                        + "\"bootId\":\"b\",\"kernelRelease\":\"6.1\",\"conflictBehaviour\":\"REFUSES\",\"groups\":[],"
                        + "\"ungrouped\":[],\"outcomes\":[],\"appliedRevision\":0,\"problems\":[]}");
        run(
                connection,
                "insert into assignment (id, host_id, fingerprint, guest_uuid, guest_name, state, epoch, state_since,"
                        + " operations, failures, requested_at, remote_address)"
                        + " values (?, ?, '" + "0".repeat(32) + "', ?, 'web1', 'EVICTED', 9, ?, 2, 0, ?, '127.0.0.1')",
                assignment,
                host,
                UUID.randomUUID(),
                NOW,
                NOW);
        run(
                connection,
                "insert into conflict (id, host_id, assignment_id, fingerprint, state, epoch, state_since,"
                        + " release_deadline_seconds, shutdown_deadline_seconds, release_asks, shutdown_asks, exhausted,"
                        + " opened_at, resolved_at)"
                        + " values (?, ?, ?, '" + "0".repeat(32) + "', 'RESOLVED', 5, ?, 60, 120, 1, 0, false, ?, ?)",
                conflict,
                host,
                assignment,
                NOW,
                NOW,
                NOW);
        run(
                connection,
                "insert into claim (id, conflict_id, address, reason, claimed_by, remote_address, made_at)"
                        + " values (?, ?, '" + Fleet.NIC_0 + "', 'maintenance', 'olga', '127.0.0.1', ?)",
                claim,
                conflict,
                NOW);
    }

    private static void run(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
