// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Fills a database with things that are over: assignments, each with a function, a member, a resolved conflict, a claim, a certificate,
 * a join token and four entries of the record; and entries about the host itself. Written by SQL, because the real way of 10,000 assignments would take hours.
 */
final class StoredPast {

    private static final String FINGERPRINT = "0".repeat(32);

    private final TestDatabase database;
    private final JdbcTemplate jdbc;
    private final UUID host;

    StoredPast(TestDatabase database, JdbcTemplate jdbc, UUID host) {
        this.database = database;
        this.jdbc = jdbc;
        this.host = host;
    }

    /**
     * Adds things with numbers: the id of the thing with number 7 ends with 7.
     *
     * @param first the number of the first thing; larger than all numbers before
     * @param count the number of things
     * @param end the time of the end of all things; a thing with a larger number begins a millisecond earlier
     */
    void add(int first, int count, Instant end) {
        String numbers = database == TestDatabase.H2
                ? "system_range(" + first + ", " + (first + count - 1) + ")"
                : "generate_series(" + first + ", " + (first + count - 1) + ") as n(x)";
        String time = "cast('" + end + "' as timestamp with time zone)";
        String began = time + " - (x - " + (first - 1) + ") * interval '0.001' second";
        String host = "cast('" + this.host + "' as uuid)";
        insert("assignment (id, host_id, fingerprint, guest_uuid, guest_name, state, epoch, state_since, operations,"
                + " failures, requested_at, remote_address, ended_at)"
                + " select " + id("a") + ", " + host + ", '" + FINGERPRINT + "', " + id("d")
                + ", 'past', 'RELEASED', 9, " + time
                + ", 2, 0, " + began + ", '127.0.0.1', " + time + " from " + numbers);
        insert("assignment_function (assignment_id, address, alias) select " + id("a")
                + ", '0000:02:01.0', 'ua-bailiff' from " + numbers);
        insert("assignment_member (assignment_id, address) select " + id("a") + ", '0000:02:01.0' from " + numbers);
        insert("conflict (id, host_id, assignment_id, fingerprint, state, epoch, state_since, opened_at, resolved_at)"
                + " select " + id("c") + ", " + host + ", " + id("a") + ", '" + FINGERPRINT + "', 'RESOLVED', 5, "
                + time + ", " + began
                + ", " + time + " from " + numbers);
        insert("conflict_rung (conflict_id, rung, asks) select " + id("c") + ", 'RELEASE', 1 from " + numbers);
        insert("claim (id, host_id, address, made_at, recorded_at, host_claim_id, kind, file, what, status, message,"
                + " since, boot_id)"
                + " select " + id("b") + ", " + host + ", '0000:02:01.0', " + began + ", " + began + ", " + id("e")
                + ", 'UNBIND', '/sys/x', 'unbind', 'LET_THROUGH', 'over', " + time + ", 'b' from " + numbers);
        insert("claim_group (claim_id, fingerprint, conflict_id) select " + id("b") + ", '" + FINGERPRINT + "', "
                + id("c") + " from " + numbers);
        insert("host_certificate (id, host_id, serial, state, epoch, key_hash, certificate, issued_at, ends_at) select "
                + id("b") + ", " + host + ", cast(x as varchar), 'VALID', 0, cast(x as varchar), 'pem', " + began + ", "
                + time + " from " + numbers);
        insert(
                "join_token (id, secret_hash, state, epoch, rejoin, uses, used, created_at, created_by, expires_at) select "
                        + id("b") + ", cast(x as varchar), 'USED_UP', 1, false, 1, 1, " + began + ", 'test', " + time
                        + " from "
                        + numbers);
        record(numbers, time, host, id("a"), "null");
        record(numbers, time, host, id("a"), id("c"));
        record(numbers, time, host, id("a"), id("c"));
        record(numbers, time, host, "cast(null as uuid)", "null");
    }

    private void record(String numbers, String time, String host, String assignment, String conflict) {
        String about = conflict.equals("null") ? "cast(null as uuid)" : conflict;
        String aboutHost = assignment.startsWith("cast(null") ? host : "cast(null as uuid)";
        insert("record_entry (at, host_id, assignment_id, conflict_id, kind, actor, text, about_host) select " + time
                + ", " + host + ", " + assignment + ", " + about
                + ", 'past', 'test', 'past ' || cast(x as varchar), " + aboutHost + " from " + numbers);
    }

    private void insert(String into) {
        jdbc.execute("insert into " + into);
    }

    /** The id with the number of a row; the first character says of which table. */
    private static String id(String table) {
        return "cast('" + table + "0000000-0000-4000-8000-' || lpad(cast(x as varchar), 12, '0') as uuid)";
    }
}
