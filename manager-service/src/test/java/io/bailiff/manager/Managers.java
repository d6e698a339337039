package io.bailiff.manager;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.springframework.util.FileSystemUtils;

/** One manager for each kind of database, shared by all tests that do not restart it, and closed after the last of them. */
public final class Managers implements BeforeAllCallback {

    private static final Map<TestDatabase, RunningManager> RUNNING = new EnumMap<>(TestDatabase.class);
    private static final Map<TestDatabase, RunningManager> HASTY = new EnumMap<>(TestDatabase.class);
    private static final List<Path> HOMES = new ArrayList<>();

    public static synchronized RunningManager on(TestDatabase database) {
        return RUNNING.computeIfAbsent(database, any -> start(any));
    }

    /** One in whose conflicts the guest is shut down after a second, and is not late for that before long. */
    public static synchronized RunningManager hastyOn(TestDatabase database) {
        return HASTY.computeIfAbsent(
                database,
                any -> start(any, "--bailiff.ladder.release-deadline=1s", "--bailiff.ladder.shutdown-deadline=10m"));
    }

    private static RunningManager start(TestDatabase database, String... more) {
        try {
            Path home = Files.createTempDirectory("bailiff-test");
            HOMES.add(home);
            return new RunningManager(database, home, more).start();
        } catch (IOException e) {
            throw new IllegalStateException("No home for a manager", e);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(Namespace.create(Managers.class))
                .computeIfAbsent("closed after the last test", any -> (AutoCloseable) Managers::closeAll);
    }

    private static synchronized void closeAll() throws IOException {
        RUNNING.values().forEach(RunningManager::close);
        RUNNING.clear();
        HASTY.values().forEach(RunningManager::close);
        HASTY.clear();
        TestDatabase.close();
        for (Path home : HOMES) {
            FileSystemUtils.deleteRecursively(home);
        }
        HOMES.clear();
    }
}
