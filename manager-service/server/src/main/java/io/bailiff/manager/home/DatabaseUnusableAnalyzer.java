// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.home;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Explains in a single message why a start failed at the database. */
final class DatabaseUnusableAnalyzer extends AbstractFailureAnalyzer<SQLException> {

    private static final String URL = "spring.datasource.url";

    /** H2: DATABASE_ALREADY_OPEN_1. */
    private static final int H2_ALREADY_OPEN = 90020;

    /**
     * H2: IO_EXCEPTION_1 (the file is too short), FILE_CORRUPTED_1 (damaged, or of another program), IO_EXCEPTION_2, FILE_VERSION_ERROR_1 (of
     * another version of H2), and GENERAL_ERROR_1 with an exception of the store.
     */
    private static final Set<Integer> H2_DAMAGED = Set.of(90028, 90030, 90031, 90048, 50000);

    /** H2: WRONG_USER_OR_PASSWORD. */
    private static final int H2_OTHER_PASSWORD = 28000;

    private final @Nullable Environment environment;

    DatabaseUnusableAnalyzer(@Nullable Environment environment) {
        this.environment = environment;
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SQLException cause) {
        int code = cause.getErrorCode();
        if (code == H2_ALREADY_OPEN) {
            return new FailureAnalysis(
                    "Another process has the database open: " + cause.getMessage(),
                    "Stop the other manager, or start this manager with its own folder: --bailiff.home=FOLDER.",
                    cause);
        }
        if (H2_DAMAGED.contains(code)) {
            return new FailureAnalysis(
                    "The file of the database is damaged, or is no database of this manager: " + file() + " ("
                            + firstLine(cause) + ")",
                    "Restore a backup: java -jar bailiff-manager.jar restore BACKUP --replace. The damaged file is kept aside. Without a"
                            + " backup, move the file away and start the manager: the manager then knows no host, and docs/operate.md"
                            + " (\"The manager's database is lost\") has the next steps.",
                    cause);
        }
        if (code == H2_OTHER_PASSWORD) {
            return new FailureAnalysis(
                    "The database has another user or password: " + file(),
                    "The file is of another program, or spring.datasource.username and spring.datasource.password were changed.",
                    cause);
        }
        return new FailureAnalysis(
                "The database cannot be used: " + cause.getMessage(),
                "Check that the database runs, and check spring.datasource.url, spring.datasource.username and spring.datasource.password.",
                cause);
    }

    /** Returns the file of the H2 database, or the URL as set. */
    private String file() {
        String url = environment == null ? null : environment.getProperty(URL);
        return url == null ? "see " + URL : H2File.of(url).map(Object::toString).orElse(url);
    }

    private static String firstLine(SQLException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
