// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of failures for which the database cannot serve any request. A rejected statement, such as a violated key, is no such failure.
 */
public enum DatabaseFailure {
    /** The database server refuses or breaks connections. */
    UNREACHABLE("unreachable", "The database cannot be reached"),
    /** H2 has closed the database after a failed write or read. The next connection opens the database again. */
    CLOSED("closed", "The database was closed after a failed write or read of its file"),
    CORRUPT("corrupt", "The file of the database is damaged: restore a backup"),
    DISK_FULL("disk-full", "The disk of the database is full"),
    READ_ONLY("read-only", "The database is read-only"),
    /** No connection was free in time, or the database server has no free connections. */
    BUSY("busy", "All connections to the database are in use");

    /** H2: IO_EXCEPTION_1, IO_EXCEPTION_2, DATABASE_IS_CLOSED, DATABASE_CALLED_AT_SHUTDOWN. */
    private static final Set<Integer> H2_CLOSED = Set.of(90028, 90031, 90098, 90121);

    /** H2: FILE_CORRUPTED_1. */
    private static final int H2_CORRUPT = 90030;

    /** H2: GENERAL_ERROR_1, also about every unexpected exception in H2. */
    private static final int H2_GENERAL = 50000;

    /** H2: DATABASE_IS_READ_ONLY. */
    private static final int H2_READ_ONLY = 90097;

    private static final String H2_STORE = "org.h2.mvstore.MVStoreException";

    /** The text of ENOSPC and EDQUOT, as the JDK passes the texts of the C library on. */
    private static final Set<String> FULL = Set.of("No space left on device", "Disk quota exceeded");

    /** PostgreSQL: operator intervention; the server stops, starts or has crashed. */
    private static final Set<String> STOPPED = Set.of("57P01", "57P02", "57P03");

    private static final int DEEPEST_CAUSE = 20;

    private final String code;
    private final String text;

    DatabaseFailure(String code, String text) {
        this.code = code;
        this.text = text;
    }

    /** Returns the stable name of the kind. */
    public String code() {
        return code;
    }

    /** Returns the kind as a sentence without the period, for people. */
    public String text() {
        return text;
    }

    /** Returns the kind of the failure behind an exception, or empty if the exception has another reason. */
    public static Optional<DatabaseFailure> of(Throwable thrown) {
        @Nullable DatabaseFailure found = null;
        boolean full = false;
        boolean database = false;
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (cause instanceof SQLException sql) {
                database = true;
                found = found == null || found == BUSY ? kind(sql).orElse(found) : found;
            }
            full = full || isFull(cause);
            cause = cause.getCause();
        }
        return Optional.ofNullable(database && full ? DISK_FULL : found);
    }

    private static boolean isFull(Throwable cause) {
        String message = cause.getMessage();
        return message != null && FULL.stream().anyMatch(message::contains);
    }

    private static Optional<DatabaseFailure> kind(SQLException failure) {
        int code = failure.getErrorCode();
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        if (H2_CLOSED.contains(code) || (code == H2_GENERAL && isOfStore(failure)) || state.equals("58030")) {
            return Optional.of(CLOSED);
        }
        if (isOfPool(failure)) {
            return Optional.of(CLOSED);
        }
        if (code == H2_CORRUPT) {
            return Optional.of(CORRUPT);
        }
        if (code == H2_READ_ONLY || state.equals("25006")) {
            return Optional.of(READ_ONLY);
        }
        if (state.equals("53100")) {
            return Optional.of(DISK_FULL);
        }
        if (state.startsWith("08") || STOPPED.contains(state)) {
            return Optional.of(UNREACHABLE);
        }
        // The pool's own exception, with the failure of the last new connection as the cause if there is one.
        boolean noneFree = failure instanceof SQLTransientConnectionException;
        return noneFree || state.startsWith("53") ? Optional.of(BUSY) : Optional.empty();
    }

    /**
     * Returns true for an exception of the pool itself, which has neither state nor code: the pool has ended the connection after an earlier
     * failure, and the transaction cannot be rolled back on it.
     */
    private static boolean isOfPool(SQLException failure) {
        return failure.getClass() == SQLException.class && failure.getSQLState() == null && failure.getErrorCode() == 0;
    }

    /** H2 is no library to compile against: another database may be in use. */
    private static boolean isOfStore(SQLException failure) {
        Throwable cause = failure.getCause();
        return cause != null && cause.getClass().getName().equals(H2_STORE);
    }
}
