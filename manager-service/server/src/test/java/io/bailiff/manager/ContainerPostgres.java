// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** A server in a container, by Testcontainers. */
final class ContainerPostgres implements PostgresServer {

    /** The same major version as the embedded binaries have. */
    private static final String IMAGE = "postgres:18-alpine";

    private static final List<Path> SOCKETS = List.of(
            Path.of("/var/run/docker.sock"),
            Path.of(System.getenv().getOrDefault("XDG_RUNTIME_DIR", "/run"), "docker.sock"),
            Path.of(System.getProperty("user.home"), ".docker/run/docker.sock"));

    private final PostgreSQLContainer container;

    private ContainerPostgres(PostgreSQLContainer container) {
        this.container = container;
    }

    /** Returns true if a container engine answers. Looks for a socket first: Testcontainers takes seconds to find that there is none. */
    static boolean engineAnswers() {
        boolean mayBeThere =
                System.getenv("DOCKER_HOST") != null || SOCKETS.stream().anyMatch(Files::exists);
        return mayBeThere && DockerClientFactory.instance().isDockerAvailable();
    }

    static ContainerPostgres start() {
        PostgreSQLContainer container = new PostgreSQLContainer(IMAGE)
                .withUsername(USER)
                .withEnv("POSTGRES_HOST_AUTH_METHOD", "trust")
                .withCommand(
                        "postgres",
                        "-c",
                        "fsync=off",
                        "-c",
                        "timezone=" + TIME_ZONE,
                        "-c",
                        "max_connections=" + MAX_CONNECTIONS);
        container.start();
        return new ContainerPostgres(container);
    }

    @Override
    public String description() {
        return "PostgreSQL from the container image " + IMAGE;
    }

    @Override
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + container.getHost() + ":"
                + container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT) + "/" + database;
    }

    @Override
    public void close() {
        container.stop();
    }
}
