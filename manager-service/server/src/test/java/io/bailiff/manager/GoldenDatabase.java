// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rows and the home folder that the manager of commit 1ad4a37 stored, in a new database, and the hosts that the manager knew. See
 * {@code golden/1ad4a37/README.md} in the resources of the tests.
 *
 * @param arguments the arguments that make a manager use the database
 * @param home the home folder
 * @param hosts the condition of each host, by name
 * @param rungs how each rung of each conflict went, as {@link #rungs} writes it
 * @param madeAt the time at which the old manager ended
 */
record GoldenDatabase(List<String> arguments, Path home, JsonNode hosts, List<String> rungs, Instant madeAt) {

    /** The newest migration of commit 1ad4a37. */
    private static final String SCHEMA = "4";

    /** Longer than the short deadlines in the golden rows (two and five minutes), shorter than the others (ten minutes and an hour). */
    private static final Duration AWAY = Duration.ofMinutes(6);

    private static final String RUNG_OF_CONFLICT = """
            select id, '%1$s', %1$s_deadline_seconds, %1$s_asked_at, %1$s_asks from conflict
             where %1$s_deadline_seconds is not null or %1$s_asked_at is not null or %1$s_asks > 0
            """;

    private static final String FOLDER = "/golden/1ad4a37/";

    /** Creates the schema of the old version and loads the old rows. */
    static GoldenDatabase load(TestDatabase database, Path home) throws IOException, SQLException {
        String kind = database.name().toLowerCase(Locale.ROOT);
        JsonNode stored = new JsonMapper().readTree(text(kind + ".json"));
        Files.writeString(home.resolve("manager-id"), stored.get("managerId").asString());
        OldSchema old = OldSchema.of(database, home, SCHEMA);
        List<String> rungs = new ArrayList<>();
        try (Connection connection = old.connect();
                Statement statement = connection.createStatement()) {
            for (String rows : text(kind + ".sql").split(";\n")) {
                statement.execute(rows);
            }
            for (String rung : List.of("release", "shutdown", "destroy")) {
                rungs.addAll(rungs(statement.executeQuery(RUNG_OF_CONFLICT.formatted(rung))));
            }
        }
        return new GoldenDatabase(
                old.arguments(),
                home,
                stored.get("hosts"),
                rungs,
                Instant.parse(stored.get("madeAt").asString()));
    }

    /** Returns each row as text: conflict, rung, deadline in seconds, when the time counts from, number of requests. */
    static List<String> rungs(ResultSet rows) throws SQLException {
        List<String> rungs = new ArrayList<>();
        while (rows.next()) {
            OffsetDateTime askedAt = rows.getObject(4, OffsetDateTime.class);
            rungs.add("%s %s deadline=%s asked=%s asks=%s"
                    .formatted(
                            rows.getString(1),
                            rows.getString(2).toUpperCase(Locale.ROOT),
                            rows.getString(3),
                            askedAt == null ? null : askedAt.toInstant(),
                            rows.getString(5)));
        }
        return rungs;
    }

    /** The clock of the machine: the new version starts {@link #AWAY} after the old version ended. */
    Supplier<Instant> clock() {
        long start = System.nanoTime();
        return () -> madeAt.plus(AWAY).plusNanos(System.nanoTime() - start);
    }

    /** A golden file. */
    static String text(String file) throws IOException {
        try (InputStream bytes =
                Objects.requireNonNull(GoldenDatabase.class.getResourceAsStream(FOLDER + file), file)) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
