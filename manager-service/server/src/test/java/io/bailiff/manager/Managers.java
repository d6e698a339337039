// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;

/**
 * One manager for each kind of database, settings and JVM, shared by all tests that do not restart it. The JVM's exit closes it:
 * Surefire ends a session of JUnit after each class where several JVMs take turns at the classes.
 */
public final class Managers {

    /** Races send more requests of a host at once than an agent ever does. */
    private static final List<String> MANY_REQUESTS =
            List.of("--bailiff.limits.agents.requests-per-host=64", "--bailiff.limits.agents.connections-per-host=64");

    private static final Map<Kind, RunningManager> RUNNING = new HashMap<>();
    private static final List<Path> HOMES = new ArrayList<>();

    static {
        TestDatabase.beforeClosing(Managers::closeAll);
    }

    private Managers() {}

    public static synchronized RunningManager on(TestDatabase database, String... settings) {
        return RUNNING.computeIfAbsent(new Kind(database, List.of(settings)), Managers::start);
    }

    /** One in whose conflicts the guest is shut down after a second, and is not late for that before long. */
    public static RunningManager hastyOn(TestDatabase database) {
        return on(database, "--bailiff.ladder.release-deadline=1s", "--bailiff.ladder.shutdown-deadline=10m");
    }

    private static RunningManager start(Kind kind) {
        try {
            Path home = Files.createTempDirectory("bailiff-test");
            HOMES.add(home);
            List<String> settings = new ArrayList<>(MANY_REQUESTS);
            settings.addAll(kind.settings());
            return new RunningManager(kind.database(), home, settings.toArray(String[]::new)).start();
        } catch (IOException e) {
            throw new IllegalStateException("No home for a manager", e);
        }
    }

    /**
     * Takes the future steps of a host out of a shared manager. No test looks at the host any more, and its open conflicts and live
     * assignments would be looked at several times a second until the JVM's exit. A due step stays: other steps may have to wait for its begin.
     */
    static void forget(RunningManager manager, String hostId) {
        if (!isShared(manager)) {
            return;
        }
        JdbcTemplate jdbc = manager.bean(JdbcTemplate.class);
        UUID host = UUID.fromString(hostId);
        for (String table : List.of("assignment", "conflict", "claim")) {
            // One row in a transaction: several rows could wait for the scheduler's rows in a circle.
            jdbc.queryForList("select id from " + table + " where host_id = ?", UUID.class, host)
                    .forEach(id -> jdbc.update(
                            "delete from scheduled_tasks"
                                    + " where task_instance = ? and picked = false and execution_time > ?",
                            id.toString(),
                            Timestamp.from(Instant.now())));
        }
    }

    private static synchronized boolean isShared(RunningManager manager) {
        return RUNNING.containsValue(manager);
    }

    private static synchronized void closeAll() {
        RUNNING.values().forEach(RunningManager::close);
        RUNNING.clear();
        HOMES.forEach(home -> FileSystemUtils.deleteRecursively(home.toFile()));
        HOMES.clear();
    }

    private record Kind(TestDatabase database, List<String> settings) {}
}
