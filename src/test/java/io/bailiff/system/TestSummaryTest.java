// SPDX-License-Identifier: Apache-2.0
package io.bailiff.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSummaryTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aRunOfThousandsOfClassesIsAddedUp() throws Exception {
        // More than a pipe holds: a reader that leaves early would end the writer, and the script with it.
        List<String> classes = new ArrayList<>();
        for (int number = 1; number <= 9000; number++) {
            classes.add("class\tio.bailiff.Test" + number + "\t2\t0\t0\t" + number + ".0");
        }
        Collections.shuffle(classes);
        List<String> printed = summary(classes);
        assertThat(printed).hasSize(12).last().isEqualTo("18000 passed, 0 failed, 0 skipped");
        assertThat(printed.get(1)).contains("io.bailiff.Test9000");
        assertThat(printed.get(10)).contains("io.bailiff.Test8991");
    }

    @Test
    void aTestThatDidNotRunIsNamedWithItsReason() throws Exception {
        List<String> printed =
                summary(List.of("skipped\tSomeTest\tofSomething\tno libvirt here", "class\tSomeTest\t1\t2\t1\t0.1"));
        assertThat(printed)
                .contains("   not run: SomeTest ofSomething: no libvirt here", "1 passed, 2 failed, 1 skipped");
    }

    private List<String> summary(List<String> progress) throws Exception {
        Path output = folder.resolve("output");
        Process script = new ProcessBuilder(
                        Processes.ROOT.resolve("scripts/test-summary").toString(),
                        Files.write(folder.resolve("progress"), progress).toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(script.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(script.exitValue()).as(Files.readString(output)).isZero();
        return Files.readAllLines(output);
    }
}
