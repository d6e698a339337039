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
        List<String> fresh() {
            return List.of();
        }
    },
    POSTGRESQL {
        @Override
        List<String> fresh() {
            return server().create("bailiff" + NUMBER.incrementAndGet());
        }
    };

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final List<Runnable> BEFORE_CLOSING = new ArrayList<>();
    private static @Nullable PostgresServer server;

    /** What a manager has to be told to use a database of its own of this kind. */
    abstract List<String> fresh();

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
