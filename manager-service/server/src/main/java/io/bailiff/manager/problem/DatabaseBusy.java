// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.problem;

import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** The problem of a request that got no connection to the database in time. */
final class DatabaseBusy {

    private static final int RETRY_AFTER_SECONDS = 2;
    private static final int DEEPEST_CAUSE = 20;

    private DatabaseBusy() {}

    /** Returns the problem if the lack of a connection is the cause of a failure. */
    static Optional<Problem> of(Throwable failure) {
        @Nullable Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (cause instanceof SQLTransientConnectionException) {
                return Optional.of(problem());
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    private static Problem problem() {
        return Problem.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "database-busy",
                        "The database is busy or away",
                        "No connection to the database became free in time",
                        "Wait for the time in the header Retry-After, then repeat the request. If this lasts, check that the database answers.")
                .with(Problem.RETRY_AFTER_SECONDS, RETRY_AFTER_SECONDS);
    }
}
