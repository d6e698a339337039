// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A database that is away when a schedule says so. */
final class InterruptedConnections extends DelegatingDataSource {

    private final Supplier<Boundaries> boundaries;

    InterruptedConnections(DataSource real, Supplier<Boundaries> boundaries) {
        super(real);
        this.boundaries = boundaries;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (boundaries.get().databaseAway()) {
            throw new SQLTransientConnectionException("The database is away, by the schedule");
        }
        return super.getConnection();
    }
}
