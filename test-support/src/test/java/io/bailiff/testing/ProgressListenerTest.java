// SPDX-License-Identifier: Apache-2.0
package io.bailiff.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Every test class that has finished is reported once, with what came of its tests. */
class ProgressListenerTest {

    @TempDir
    private Path directory;

    static class Mixed {

        @Test
        void passes() {}

        @Test
        void fails() {
            throw new IllegalStateException("the first line\nthe second");
        }

        @Test
        @Disabled("not today")
        void isDisabled() {}

        @Test
        void isAborted() {
            Assumptions.abort("not here");
        }

        @Nested
        class Inner {

            @Test
            void passesToo() {}
        }
    }

    static class FailsBeforeItsTests {

        @BeforeAll
        static void fail() {
            throw new IllegalStateException("no tests");
        }

        @Test
        void isNeverRun() {}
    }

    @Disabled("the whole class")
    static class DisabledClass {

        @Test
        void isNeverRun() {}
    }

    @Test
    void aClassIsReportedWithTheResultsOfItsTests() throws IOException {
        List<String> lines = report(Mixed.class);

        assertThat(lines)
                .filteredOn(line -> line.startsWith("class\t"))
                .singleElement()
                .asString()
                .matches("class\t\\S*Mixed\t2\t1\t2\t[0-9]+\\.[0-9]");
        assertThat(lines)
                .filteredOn(line -> line.startsWith("skipped\t"))
                .extracting(line -> line.split("\t", -1)[3])
                .anyMatch(reason -> reason.contains("not today"))
                .anyMatch(reason -> reason.contains("not here"))
                .hasSize(2);
    }

    @Test
    void aFailureIsReportedInOneLine() throws IOException {
        assertThat(report(Mixed.class))
                .filteredOn(line -> line.startsWith("failed\t"))
                .singleElement()
                .asString()
                .contains("the first line")
                .doesNotContain("the second");
    }

    @Test
    void aClassThatFailsBeforeItsTestsHasFailed() throws IOException {
        assertThat(report(FailsBeforeItsTests.class))
                .filteredOn(line -> line.startsWith("class\t"))
                .singleElement()
                .asString()
                .matches("class\t\\S*FailsBeforeItsTests\t0\t1\t0\t.*");
    }

    @Test
    void aClassThatIsNotRunIsSkipped() throws IOException {
        assertThat(report(DisabledClass.class))
                .filteredOn(line -> line.startsWith("class\t"))
                .singleElement()
                .asString()
                .matches("class\t\\S*DisabledClass\t0\t0\t1\t.*");
    }

    /** Runs a class with the listener; returns what the listener has written. */
    private List<String> report(Class<?> tests) throws IOException {
        Path file = directory.resolve("progress");
        LauncherConfig alone = LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .build();
        LauncherFactory.create(alone)
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(tests))
                                .build(),
                        new ProgressListener(new ProgressFile(Optional.of(file))));
        return Files.readAllLines(file);
    }
}
