// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** A manager whose database is damaged, of another program or of a newer version: a short message says so. */
@ResourceLock(Resources.SYSTEM_OUT)
class StartOnOtherFilesTest {

    private static final int MOST_LINES = 60;

    @TempDir
    private Path home;

    @Test
    void aDamagedFileIsNamedWithTheRemedy() throws IOException {
        Files.writeString(home.resolve("bailiff.mv.db"), "no database".repeat(2000));
        String output = outputOfFailedStart();
        assertThat(output).contains(home.resolve("bailiff.mv.db").toString(), "restore BACKUP --replace");
        assertThat(output.lines().count()).as(output).isLessThan(MOST_LINES);
    }

    @Test
    void tablesOfANewerVersionAreNotUsed() throws SQLException {
        OldSchema present = OldSchema.of(TestDatabase.H2, home, "latest");
        try (Connection connection = present.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "update \"flyway_schema_history\" set \"version\" = '9999', \"script\" = 'V9999__later.sql'"
                            + " where \"installed_rank\" = (select max(\"installed_rank\") from \"flyway_schema_history\")");
        }
        String output = outputOfFailedStart();
        assertThat(output).contains("start the newer version");
        assertThat(output.lines().count()).as(output).isLessThan(MOST_LINES);
    }

    @Test
    void tablesOfAnotherProgramAreNotUsed() throws SQLException {
        String url = "jdbc:h2:file:" + home.resolve("bailiff");
        try (Connection connection = DriverManager.getConnection(url, "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("create table invoice (id bigint primary key)");
        }
        String output = outputOfFailedStart();
        assertThat(output).contains("belongs to another program");
    }

    private String outputOfFailedStart() {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try (RunningManager manager = new RunningManager(List.of(), home)) {
            assertThatThrownBy(manager::start).isNotNull();
        } finally {
            System.setOut(before);
        }
        return output.toString(StandardCharsets.UTF_8);
    }
}
