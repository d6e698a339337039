// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;

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
    void aDatabaseInUseAndAnUnreachableDatabaseHaveDifferentRemedies() {
        SQLException taken = new SQLException("already in use", "90020", 90020);
        assertThat(new DatabaseUnusableAnalyzer().analyze(taken, taken).getAction())
                .contains("--bailiff.home=FOLDER");
        SQLException away = new SQLException("refused");
        assertThat(new DatabaseUnusableAnalyzer().analyze(away, away).getAction())
                .contains("spring.datasource.url");
    }
}
