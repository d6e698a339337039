// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

@Tag("jdk")
class HomeTest {

    @TempDir
    private Path folder;

    HomeTest() {
        this.folder = Path.of("set by JUnit");
    }

    @Test
    void aMissingHomeIsCreatedAndKeepsTheManagersId() throws IOException {
        Path fresh = folder.resolve("a/b");
        Home first = Home.open(fresh);
        String name = first.managerId();
        first.destroy();
        Home second = Home.open(fresh);
        assertThat(second.managerId()).isEqualTo(name);
        second.destroy();
    }

    @Test
    void twoManagersDoNotShareAHome() throws IOException {
        Home home = Home.open(folder);
        assertThatThrownBy(() -> Home.open(folder))
                .isInstanceOf(HomeUnusableException.class)
                .hasMessageContaining("Another manager runs with the home folder " + folder);
        home.destroy();
        Home.open(folder).destroy();
    }

    @Test
    void anUnusableHomeFailsWithAMessageAndARemedy() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> Home.open(file.resolve("home")))
                .isInstanceOfSatisfying(HomeUnusableException.class, failure -> {
                    FailureAnalysis analysis = new HomeUnusableAnalyzer().analyze(failure, failure);
                    assertThat(analysis.getDescription()).contains(file + "/home", "cannot be used");
                    assertThat(analysis.getAction()).contains("--bailiff.home=FOLDER");
                });
    }

    @Test
    void aDatabaseInUseADamagedFileAndAnUnreachableDatabaseHaveDifferentRemedies() {
        assertThat(action(90020)).contains("--bailiff.home=FOLDER");
        assertThat(action(0)).contains("spring.datasource.url");
        for (int damaged : new int[] {90028, 90030, 90048}) {
            assertThat(action(damaged)).contains("restore BACKUP --replace");
        }
    }

    private static String action(int code) {
        SQLException failure = new SQLException("as H2 says", String.valueOf(code), code);
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "test",
                        Map.of("spring.datasource.url", "jdbc:h2:file:/var/lib/bailiff/bailiff;WRITE_DELAY=0")));
        FailureAnalysis analysis = new DatabaseUnusableAnalyzer(environment).analyze(failure, failure);
        return String.valueOf(analysis.getAction());
    }

    @Test
    void onlyTheOwnerReadsTheFilesAndOpenOnesAreMended() throws IOException {
        Path home = folder.resolve("home");
        Home.open(home).destroy();
        assertThat(permissions(home)).isEqualTo("rwx------");
        assertThat(permissions(home.resolve("manager-id"))).isEqualTo("rw-------");
        Path database = Files.createFile(home.resolve("bailiff.mv.db"));
        Path ca = Files.createDirectories(home.resolve("ca"));
        Path outside = Files.createFile(folder.resolve("outside"));
        Files.createSymbolicLink(home.resolve("link"), outside);
        for (Path open : List.of(home, database, ca, outside)) {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        Home.open(home).destroy();
        assertThat(permissions(home)).isEqualTo("rwx------");
        assertThat(permissions(ca)).isEqualTo("rwx------");
        assertThat(permissions(database)).isEqualTo("rwx------");
        assertThat(permissions(outside)).isEqualTo("rwxrwxrwx");
    }

    @Test
    void noManagerStartsOnAHalfRestoredHome() throws IOException {
        Files.createDirectory(folder.resolve(Home.RESTORING));
        assertThatThrownBy(() -> Home.open(folder))
                .isInstanceOf(HomeUnusableException.class)
                .hasMessageContaining("interrupted");
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
