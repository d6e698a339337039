// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.database;

import java.sql.Timestamp;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Proves that the database can store a change, by a change of a row that nothing else reads. */
@Component
public class DatabaseWrite {

    private static final int SECONDS = 10;

    private final JdbcTemplate jdbc;
    private final Clock clock;

    DatabaseWrite(DataSource source, Clock clock) {
        this.jdbc = new JdbcTemplate(source);
        this.jdbc.setQueryTimeout(SECONDS);
        this.clock = clock;
    }

    /** @throws org.springframework.dao.DataAccessException if the change cannot be stored */
    public void attempt() {
        int changed = jdbc.update("update write_check set written_at = ?", Timestamp.from(clock.instant()));
        if (changed != 1) {
            throw new IllegalStateException("The table write_check has " + changed + " rows instead of one");
        }
    }
}
