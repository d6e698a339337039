// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.audit;

import io.bailiff.agent.api.Printable;
import io.bailiff.manager.api.RecordEntry;
import io.bailiff.manager.audit.SubjectNames.Names;
import jakarta.persistence.EntityManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Writes the new entries of a transaction, all at once, when everything else in the transaction is done, and logs the entries after the
 * commit. A report with claims on a whole host adds many entries. The record has no characters that a terminal or a page would obey: hosts,
 * guests and processes choose parts of the texts.
 */
@Component
class NewEntries {

    private static final int LONGEST_TEXT = 4000;
    private static final int LONGEST_ACTOR = 400;

    private final JdbcTemplate jdbc;
    private final EntityManager entities;
    private final SubjectNames names;

    NewEntries(JdbcTemplate jdbc, EntityManager entities, SubjectNames names) {
        this.jdbc = jdbc;
        this.entities = entities;
        this.names = names;
    }

    /** Adds an entry to the new entries of the present transaction. */
    void add(RecordEntry entry) {
        ofTransaction().entries.add(entry);
    }

    private Together ofTransaction() {
        for (TransactionSynchronization known : TransactionSynchronizationManager.getSynchronizations()) {
            if (known instanceof Together together) {
                return together;
            }
        }
        Together together = new Together();
        TransactionSynchronizationManager.registerSynchronization(together);
        return together;
    }

    private void write(List<RecordEntry> entries) {
        // Flush first: the rows referred to by the entries may be new as well.
        entities.flush();
        jdbc.batchUpdate(
                "insert into record_entry (at, host_id, assignment_id, conflict_id, kind, actor, text, about_host)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?)",
                entries,
                entries.size(),
                NewEntries::set);
    }

    private static void set(PreparedStatement insert, RecordEntry entry) throws SQLException {
        insert.setObject(1, entry.at().atOffset(ZoneOffset.UTC));
        insert.setObject(2, entry.host());
        insert.setObject(3, entry.assignment());
        insert.setObject(4, entry.conflict());
        insert.setString(5, entry.kind());
        insert.setString(6, Printable.text(entry.actor(), LONGEST_ACTOR));
        insert.setString(7, Printable.text(entry.text(), LONGEST_TEXT));
        insert.setObject(8, entry.assignment() == null && entry.conflict() == null ? entry.host() : null);
    }

    private final class Together implements TransactionSynchronization {

        private final List<RecordEntry> entries = new ArrayList<>();
        private final List<Names> named = new ArrayList<>();

        @Override
        public void beforeCommit(boolean readOnly) {
            write(entries);
            entries.forEach(entry -> named.add(names.of(entry)));
        }

        /** Logs the entries: a transaction that was rolled back logs nothing. */
        @Override
        public void afterCommit() {
            for (int i = 0; i < entries.size(); i++) {
                RecordLog.write(entries.get(i), named.get(i));
            }
        }

        /** Places the write before the lock of the host's row: a transaction locks the host's row last. */
        @Override
        public int getOrder() {
            return Ordered.LOWEST_PRECEDENCE - 1;
        }
    }
}
