// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.home;

import org.flywaydb.core.api.FlywayException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains in a single message that the tables of the database are of a newer manager or of another program. */
final class SchemaUnusableAnalyzer extends AbstractFailureAnalyzer<FlywayException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, FlywayException cause) {
        return new FailureAnalysis(
                "The database has not the tables of this version of the manager: " + cause.getMessage(),
                "If a newer version of the manager has used the database, start the newer version, or restore a backup of this version. If"
                        + " the database belongs to another program, correct spring.datasource.url.",
                cause);
    }
}
