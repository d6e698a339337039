// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.AbstractDriverBasedDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class SharedConnectionsTest {

    private static final DatabaseProperties ONE_EACH = new DatabaseProperties(1, 1, 1, Duration.ofMillis(20));

    private final AbstractDriverBasedDataSource pool = new DriverManagerDataSource("jdbc:h2:mem:shares");
    private final SharedConnections connections = new SharedConnections(pool, ONE_EACH::of, ONE_EACH.longestWait());

    @Test
    void aUsedUpShareLeavesTheOtherSharesAndTheManagerItself() throws SQLException {
        try (Connection used = as(Share.OPERATORS)) {
            assertThatThrownBy(() -> as(Share.OPERATORS)).isInstanceOf(SQLTransientConnectionException.class);
            as(Share.AGENTS).close();
            as(Share.HEALTH).close();
            connections.getConnection().close();
            assertThat(used.isClosed()).isFalse();
        }
        as(Share.OPERATORS).close();
    }

    @Test
    void aConnectionReturnsItsPlaceOnce() throws SQLException {
        Connection first = as(Share.OPERATORS);
        first.close();
        first.close();
        try (Connection second = as(Share.OPERATORS)) {
            assertThat(second.isClosed()).isFalse();
            assertThatThrownBy(() -> as(Share.OPERATORS)).isInstanceOf(SQLTransientConnectionException.class);
        }
    }

    @Test
    void aConnectionThatCannotBeOpenedReturnsItsPlace() throws SQLException {
        pool.setUrl("jdbc:none:");
        assertThatThrownBy(() -> as(Share.OPERATORS)).isNotInstanceOf(SQLTransientConnectionException.class);
        pool.setUrl("jdbc:h2:mem:shares");
        as(Share.OPERATORS).close();
    }

    @Test
    void aConnectionIsEqualToItselfAlone() throws SQLException {
        try (Connection connection = as(Share.OPERATORS);
                Connection other = as(Share.AGENTS)) {
            assertThat(connection.equals(other)).isFalse();
            assertThat(Set.of(other, connection)).contains(connection);
        }
    }

    @Test
    void aPoolThatLeavesNothingForTheManagerItselfIsRefused() {
        assertThat(SharedConnectionsConfiguration.shared(pool, 7, ONE_EACH)).isInstanceOf(SharedConnections.class);
        assertThatThrownBy(() -> SharedConnectionsConfiguration.shared(pool, 6, ONE_EACH))
                .isInstanceOf(PoolTooSmallException.class);
    }

    private Connection as(Share share) throws SQLException {
        Object[] got = new Object[1];
        share.during(() -> {
            try {
                got[0] = connections.getConnection();
            } catch (SQLException refused) {
                got[0] = refused;
            }
        });
        if (got[0] instanceof SQLException refused) {
            throw refused;
        }
        return (Connection) got[0];
    }
}
