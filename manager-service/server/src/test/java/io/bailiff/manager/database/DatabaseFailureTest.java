// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.SQLExceptionOverride.Override;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseFailureTest {

    @ParameterizedTest
    @CsvSource({
        "90098, 90098, CLOSED",
        "90031, 90031, CLOSED",
        "90121, 90121, CLOSED",
        "90030, 90030, CORRUPT",
        "90097, 90097, READ_ONLY",
        "0, 25006, READ_ONLY",
        "0, 53100, DISK_FULL",
        "0, 53300, BUSY",
        "0, 08006, UNREACHABLE",
        "0, 57P01, UNREACHABLE"
    })
    void everyFailureOfTheDatabaseHasAKind(int code, String state, DatabaseFailure kind) {
        SQLException failure = new SQLException("as the driver says", state, code);
        assertThat(DatabaseFailure.of(new IllegalStateException("commit", new RuntimeException(failure))))
                .contains(kind);
    }

    @ParameterizedTest
    @CsvSource({"23505, 23505", "40001, 40001", "42102, 42S02", "50000, HY000"})
    void aRejectedStatementIsNoFailureOfTheDatabase(int code, String state) {
        SQLException failure = new SQLException("as the driver says", state, code);
        assertThat(DatabaseFailure.of(failure)).isEmpty();
        assertThat(new BrokenConnections().adjudicate(failure)).isEqualTo(Override.CONTINUE_EVICT);
    }

    @Test
    void aFullDiskIsNamedBehindEveryWrapping() {
        SQLException closed = new SQLException("closed", "90098", 90098);
        closed.initCause(new IllegalStateException(new IOException("No space left on device")));
        assertThat(DatabaseFailure.of(closed)).contains(DatabaseFailure.DISK_FULL);
        assertThat(DatabaseFailure.of(new IOException("No space left on device")))
                .isEmpty();
    }

    @Test
    void aPoolWithoutAFreeConnectionIsBusyUnlessTheDatabaseIsAway() {
        assertThat(DatabaseFailure.of(new SQLTransientConnectionException("timed out")))
                .contains(DatabaseFailure.BUSY);
        SQLException away = new SQLTransientConnectionException("timed out", new SQLException("refused", "08001"));
        assertThat(DatabaseFailure.of(away)).contains(DatabaseFailure.UNREACHABLE);
    }

    @Test
    void aRollbackOnAConnectionThatThePoolHasEndedIsAFailureOfTheDatabase() {
        assertThat(DatabaseFailure.of(new IllegalStateException("rollback", new SQLException("Connection is closed"))))
                .contains(DatabaseFailure.CLOSED);
    }

    @Test
    void aConnectionToADatabaseThatH2HasClosedIsEnded() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:closed");
                Statement statement = connection.createStatement()) {
            statement.execute("shutdown immediately");
            SQLException failure = statement(connection);
            assertThat(DatabaseFailure.of(failure)).contains(DatabaseFailure.CLOSED);
            assertThat(new BrokenConnections().adjudicate(failure)).isEqualTo(Override.MUST_EVICT);
        }
    }

    private static SQLException statement(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select 1");
            throw new AssertionError("the database is open");
        } catch (SQLException failure) {
            return failure;
        }
    }
}
