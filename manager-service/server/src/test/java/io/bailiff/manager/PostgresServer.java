// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A PostgreSQL server that lives for one test run. */
interface PostgresServer extends AutoCloseable {

    /** A time zone far from UTC, so that an instant stored without its zone shows. */
    String TIME_ZONE = "America/Los_Angeles";

    int MAX_CONNECTIONS = 200;

    /** The server trusts this user, whatever the password. */
    String USER = "postgres";

    /** Names the server and where it comes from, for the reader of a test run. */
    String description();

    String jdbcUrl(String database);

    @Override
    void close();

    /** Makes an empty database; returns what a manager has to be told to use it. */
    default List<String> create(String database) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"), USER, "");
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + database);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL made no database", e);
        }
        return List.of("--spring.datasource.url=" + jdbcUrl(database), "--spring.datasource.username=" + USER);
    }
}
