package io.bailiff.manager;

import io.bailiff.testing.ProgressFile;
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
    private static @Nullable PostgresServer server;

    /** What a manager has to be told to use a database of its own of this kind. */
    abstract List<String> fresh();

    /** One server for the whole test run. It is closed by {@link Managers}: left alone, it would outlive the JVM. */
    private static synchronized PostgresServer server() {
        if (server == null) {
            String wanted = System.getenv().getOrDefault(PostgresSource.VARIABLE, "");
            server = PostgresSource.choose(wanted, ContainerPostgres::engineAnswers)
                    .start();
            ProgressFile.ofThisRun().note(server.description());
        }
        return server;
    }

    static synchronized void close() {
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
