// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.UnknownAnswer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The answers to unknowns in the database. Callers change the answers of a host only while they have the host's row locked. */
@Component
class AnswerStore {

    private final JdbcTemplate jdbc;

    AnswerStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns the answers of a host, in the order of the unknowns' ids. */
    @Transactional(readOnly = true)
    public List<UnknownAnswer> of(UUID host) {
        return jdbc.query(
                "select unknown_id, text, functions, no_function, hardware, answered_by, answered_at"
                        + " from host_unknown_answer where host_id = ? order by unknown_id",
                AnswerStore::answer,
                host);
    }

    /** Stores an answer in place of an earlier answer to the same unknown. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void put(UUID host, UnknownAnswer answer) {
        remove(host, answer.id());
        jdbc.update(
                "insert into host_unknown_answer (host_id, unknown_id, text, functions, no_function, hardware,"
                        + " answered_by, answered_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
                host,
                answer.id(),
                answer.text(),
                answer.functions().stream().map(PciAddress::toString).collect(Collectors.joining(",")),
                answer.noFunction(),
                answer.hardware(),
                answer.by(),
                answer.at().atOffset(ZoneOffset.UTC));
    }

    /** Removes an answer. Returns false if the host has no answer to the unknown. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean remove(UUID host, String unknown) {
        return jdbc.update("delete from host_unknown_answer where host_id = ? and unknown_id = ?", host, unknown) == 1;
    }

    private static UnknownAnswer answer(ResultSet row, int number) throws SQLException {
        return new UnknownAnswer(
                row.getString(1),
                row.getString(2),
                Arrays.stream(row.getString(3).split(","))
                        .filter(address -> !address.isEmpty())
                        .map(PciAddress::parse)
                        .toList(),
                row.getBoolean(4),
                row.getString(5),
                row.getString(6),
                row.getObject(7, OffsetDateTime.class).toInstant());
    }
}
