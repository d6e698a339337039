// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import io.bailiff.testing.ProgressFile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The databases that a manager is tested on. */
public enum TestDatabase {
    H2 {
        @Override
        public List<String> fresh() {
            return List.of("--spring.datasource.url=" + URL_WITHOUT_WRITES_AT_EACH_COMMIT);
        }
    },
    POSTGRESQL {
        @Override
        public List<String> fresh() {
            return server().create("bailiff" + NUMBER.incrementAndGet());
        }
    };

    /**
     * The URL of application.yml, but commits are written to the file half a second later. No manager with this URL is killed; tests that
     * kill managers start processes, with the URL of application.yml. A write at each commit was a fifth of the time of all tests on H2.
     */
    private static final String URL_WITHOUT_WRITES_AT_EACH_COMMIT =
            "jdbc:h2:file:${bailiff.home-folder}/bailiff;WRITE_DELAY=500;QUERY_CACHE_SIZE=100;DB_CLOSE_ON_EXIT=FALSE";

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final List<Runnable> BEFORE_CLOSING = new ArrayList<>();
    private static @Nullable PostgresServer server;

    /** What a manager has to be told to use a database of its own of this kind. */
    public abstract List<String> fresh();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(TestDatabase::close, "closes the databases of the tests"));
    }

    /** One server for the whole JVM, closed when that exits: left alone, it would outlive it. */
    private static synchronized PostgresServer server() {
        if (server == null) {
            String wanted = System.getenv().getOrDefault(PostgresSource.VARIABLE, "");
            server = PostgresSource.choose(wanted, ContainerPostgres::engineAnswers)
                    .start();
            ProgressFile.ofThisRun().note(server.description());
        }
        return server;
    }

    /** Has something done when the JVM exits, while the databases are still there. */
    static synchronized void beforeClosing(Runnable action) {
        BEFORE_CLOSING.add(action);
    }

    private static synchronized void close() {
        try {
            BEFORE_CLOSING.forEach(Runnable::run);
        } finally {
            if (server != null) {
                server.close();
                server = null;
            }
        }
    }
}
