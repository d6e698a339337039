package io.bailiff.manager;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The databases that a manager is tested on. */
public enum TestDatabase {
    H2 {
        @Override
        List<String> fresh() {
            return List.of();
        }
    },
    POSTGRESQL {
        @Override
        List<String> fresh() {
            String name = "bailiff" + NUMBER.incrementAndGet();
            try (Connection connection = server().getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create database " + name);
            } catch (SQLException e) {
                throw new IllegalStateException("PostgreSQL made no database", e);
            }
            return List.of(
                    "--spring.datasource.url=" + server().getJdbcUrl("postgres", name),
                    "--spring.datasource.username=postgres");
        }
    };

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static @Nullable EmbeddedPostgres server;

    /** What a manager has to be told to use a database of its own of this kind. */
    abstract List<String> fresh();

    /** One server for the whole test run. It is closed by {@link Managers}: left alone, it would outlive the JVM. */
    static synchronized EmbeddedPostgres server() {
        if (server == null) {
            try {
                // A time zone far from UTC: an instant that is kept without its zone shows.
                server = EmbeddedPostgres.builder()
                        .setServerConfig("timezone", "America/Los_Angeles")
                        .setServerConfig("max_connections", "200")
                        .start();
            } catch (IOException e) {
                throw new IllegalStateException("PostgreSQL did not start", e);
            }
        }
        return server;
    }

    static synchronized void close() throws IOException {
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
