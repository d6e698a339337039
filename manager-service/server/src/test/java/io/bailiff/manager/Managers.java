// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/**
 * One manager for each kind of database, settings and JVM, shared by all tests that do not restart it. The JVM's exit closes it:
 * Surefire ends a session of JUnit after each class where several JVMs take turns at the classes.
 */
public final class Managers {

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
            return new RunningManager(kind.database(), home, kind.settings().toArray(String[]::new)).start();
        } catch (IOException e) {
            throw new IllegalStateException("No home for a manager", e);
        }
    }

    private static synchronized void closeAll() {
        RUNNING.values().forEach(RunningManager::close);
        RUNNING.clear();
        HOMES.forEach(home -> FileSystemUtils.deleteRecursively(home.toFile()));
        HOMES.clear();
    }

    private record Kind(TestDatabase database, List<String> settings) {}
}
