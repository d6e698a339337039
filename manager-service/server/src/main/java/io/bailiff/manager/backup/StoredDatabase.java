// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.backup;

import io.bailiff.manager.home.H2File;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The H2 database in a file that no manager has open.
 *
 * @param file the file
 * @param user the user of the database
 * @param password the password of the user
 */
record StoredDatabase(Path file, String user, String password) {

    private static final Pattern MIGRATION = Pattern.compile("V([0-9]+)__.*\\.sql");

    /** Writes the database to a zip file. */
    void backUp(Path zip) throws SQLException {
        try (Connection connection = connect("")) {
            backUp(connection, zip);
        }
    }

    /** Writes the database of a connection to a zip file, also while other connections change the database. */
    static void backUp(Connection connection, Path zip) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("backup to '" + zip.toString().replace("'", "''") + "'");
        }
    }

    /** Returns the number of the newest migration in the database, and so proves that the file can be read. */
    int schema() throws SQLException {
        try (Connection connection = connect(";ACCESS_MODE_DATA=r");
                Statement statement = connection.createStatement();
                ResultSet versions = statement.executeQuery("select max(cast(\"version\" as integer))"
                        + " from \"flyway_schema_history\" where \"success\"")) {
            versions.next();
            return versions.getInt(1);
        }
    }

    private Connection connect(String settings) throws SQLException {
        String name = file.toString();
        String url = "jdbc:h2:file:" + name.substring(0, name.length() - H2File.EXTENSION.length())
                + ";IFEXISTS=TRUE;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0" + settings;
        return DriverManager.getConnection(url, user, password);
    }

    /** Returns the number of the newest migration that this version of the manager knows. */
    static int newestSchema() throws IOException {
        return Arrays.stream(new PathMatchingResourcePatternResolver().getResources("classpath:db/migrations/V*.sql"))
                .map(file -> MIGRATION.matcher(Objects.requireNonNull(file.getFilename())))
                .filter(Matcher::matches)
                .mapToInt(name -> Integer.parseInt(name.group(1)))
                .max()
                .orElseThrow(() -> new IOException("The manager has no migrations"));
    }
}
