// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.Flyway;

/**
 * A fresh database with the schema of an earlier version.
 *
 * @param arguments the arguments of a manager that uses the database
 */
record OldSchema(List<String> arguments, String url, String user) {

    /**
     * Migrates a fresh database up to a version.
     *
     * @param home the home folder of the manager that will use the database
     * @param version the last migration, such as {@code "4"}
     */
    static OldSchema of(TestDatabase database, Path home, String version) {
        List<String> arguments = database.fresh();
        String url = arguments.stream()
                .filter(argument -> argument.startsWith("--spring.datasource.url="))
                .map(argument -> argument.substring(argument.indexOf('=') + 1))
                .findFirst()
                .orElseThrow()
                .replace("${bailiff.home-folder}", home.toString());
        String user = database == TestDatabase.H2 ? "sa" : "postgres";
        Flyway.configure()
                .dataSource(url, user, "")
                .locations("classpath:db/migrations")
                .target(version)
                .load()
                .migrate();
        return new OldSchema(arguments, url, user);
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, "");
    }
}
