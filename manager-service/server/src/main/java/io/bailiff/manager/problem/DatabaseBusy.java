// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.problem;

import org.springframework.http.HttpStatus;

/** The problem of a request that got no connection to the database in time, although the database may work. */
final class DatabaseBusy {

    private static final int RETRY_AFTER_SECONDS = 2;

    private DatabaseBusy() {}

    static Problem problem() {
        return Problem.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "database-busy",
                        "The database is busy or away",
                        "No connection to the database became free in time",
                        "Wait for the time in the header Retry-After, then repeat the request. If this lasts, check that the database answers.")
                .with(Problem.RETRY_AFTER_SECONDS, RETRY_AFTER_SECONDS);
    }
}
