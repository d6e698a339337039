// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A server from the binaries of a Maven artifact. Left alone, its processes would outlive this JVM. */
final class EmbeddedPostgresServer implements PostgresServer {

    /** The binaries are unpacked here once, and not into the directory for temporary files each time. */
    private static final File BINARIES = new File("target/postgres").getAbsoluteFile();

    /** Long: the machine may be busy with other tests. */
    private static final Duration STARTUP = Duration.ofMinutes(2);

    private final EmbeddedPostgres server;

    private EmbeddedPostgresServer(EmbeddedPostgres server) {
        this.server = server;
    }

    static EmbeddedPostgresServer start() {
        try {
            return new EmbeddedPostgresServer(builder(Files.createTempDirectory("postgres"))
                    .setServerConfig("timezone", TIME_ZONE)
                    .setServerConfig("max_connections", String.valueOf(MAX_CONNECTIONS))
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start", e);
        }
    }

    /** Returns a builder of a server with its data in this directory, for tests that stop the server and start it again. */
    static EmbeddedPostgres.Builder builder(Path data) {
        return EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(BINARIES)
                .setDataDirectory(data)
                .setPGStartupWait(STARTUP)
                .setServerConfig("fsync", "off");
    }

    @Override
    public String description() {
        return "PostgreSQL from the embedded binaries, because no container engine answers";
    }

    @Override
    public String jdbcUrl(String database) {
        return server.getJdbcUrl(USER, database);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not stop", e);
        }
    }
}
