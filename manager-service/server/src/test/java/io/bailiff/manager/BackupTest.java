// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.manager.backup.HomeCommands;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup of a running manager, and a manager on the restored backup. */
@Tag("slow")
class BackupTest {

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @Test
    void aBackupOfARunningManagerIsRestoredToAnotherHome(@TempDir Path folder) throws Exception {
        Path first = folder.resolve("a");
        Path second = folder.resolve("b");
        Path backup = folder.resolve("backup.zip");
        String id;
        try (RunningManager manager = new RunningManager(List.of(), first).start()) {
            id = token(manager);
            assertThat(run(first, "backup", backup.toString()))
                    .as(output.toString(StandardCharsets.UTF_8))
                    .isZero();
            assertThat(output.toString(StandardCharsets.UTF_8)).contains("from the running manager");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                    .isEqualTo("rw-------");
            assertThat(run(first, "restore", backup.toString(), "--replace")).isEqualTo(3);
            token(manager);
            assertNobodyElseReads(first);
        }

        assertThat(run(second, "restore", backup.toString()))
                .as(output.toString(StandardCharsets.UTF_8))
                .isZero();

        assertThat(second.resolve("ca/root-1.pem")).hasSameTextualContentAs(first.resolve("ca/root-1.pem"));
        assertThat(second.resolve("manager-id")).hasSameTextualContentAs(first.resolve("manager-id"));
        try (RunningManager manager = new RunningManager(List.of(), second).start()) {
            assertThat(manager.rest().get("/api/v1/join-tokens").body().findValuesAsString("id"))
                    .containsExactly(id);
        }
    }

    private static void assertNobodyElseReads(Path home) throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            assertThat(files.filter(file -> Files.isDirectory(file) || Files.isRegularFile(file)))
                    .contains(home.resolve("bailiff.mv.db"), home.resolve("ca/root-1.pem"), home.resolve("libvirt"))
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as(file.toString())
                            .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------"));
        }
    }

    private static String token(RunningManager manager) {
        return manager.rest()
                .post("/api/v1/join-tokens", Map.of("by", "olga", "count", 1))
                .body()
                .get("id")
                .asString();
    }

    private int run(Path home, String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of(more));
        arguments.add("--bailiff.home=" + home);
        PrintStream to = new PrintStream(output, true, StandardCharsets.UTF_8);
        return HomeCommands.run(arguments, "1", to, to);
    }
}
