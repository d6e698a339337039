// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.home;

import java.sql.SQLException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains in a single message why a start failed at the database. */
final class DatabaseUnusableAnalyzer extends AbstractFailureAnalyzer<SQLException> {

    /** H2's error code DATABASE_ALREADY_OPEN_1. */
    private static final int H2_ALREADY_OPEN = 90020;

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SQLException cause) {
        if (cause.getErrorCode() == H2_ALREADY_OPEN) {
            return new FailureAnalysis(
                    "Another process has the database open: " + cause.getMessage(),
                    "Stop the other manager, or start this manager with its own folder: --bailiff.home=FOLDER.",
                    cause);
        }
        return new FailureAnalysis(
                "The database cannot be used: " + cause.getMessage(),
                "Check that the database runs, and check spring.datasource.url, spring.datasource.username and spring.datasource.password.",
                cause);
    }
}
