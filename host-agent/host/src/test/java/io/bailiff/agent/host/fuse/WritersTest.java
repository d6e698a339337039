// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import static io.bailiff.agent.host.fuse.CoveredHost.exitOf;
import static io.bailiff.agent.host.fuse.CoveredHost.outputOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.WriteInterceptor.Writing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many writers of one file. Needs root and /dev/fuse. */
@Tag("jdk")
class WritersTest extends OneCoveredFile {

    @Test
    void aHeldWriterDelaysNobodyElse() throws Exception {
        Process held = host.write("hold", bind);
        Writing writing = host.nextHeld();

        assertThat(outputOf(host.start("for i in $(seq 100); do echo $i > " + bind + " || echo failed; done")))
                .isEmpty();

        assertThat(Files.readAllLines(host.real(bind))).hasSize(100);
        assertThat(held.isAlive()).isTrue();
        host.interceptor().perform(writing.ticket());
        assertThat(exitOf(held)).isZero();
        assertThat(Files.readAllLines(host.real(bind))).hasSize(101);
    }

    @Test
    void writersAtOnceAllSucceed() throws Exception {
        Process held = host.write("hold", bind);
        host.nextHeld();
        for (int round = 0; round < 5; round++) {
            assertThat(outputOf(host.start("for i in $(seq 20); do (echo $i > " + bind + ") & done; wait")))
                    .isEmpty();
        }

        assertThat(Files.readAllLines(host.real(bind))).hasSize(100);
        assertThat(held.isAlive()).isTrue();
    }

    @Test
    void heldWritersAndOthersAtOnceAreAnsweredEachForItself() throws Exception {
        Process all = host.start("for i in $(seq 200); do (echo hold $i > " + bind + ") & (echo go > " + bind
                + " || echo failed) & done; wait");
        List<Writing> writes = new ArrayList<>();
        while (writes.size() < 200) {
            writes.add(host.nextHeld());
        }
        assertThat(writes.stream().map(Writing::text).distinct()).hasSize(200);
        assertThat(exitOf(host.write("last", bind))).isZero();
        List<String> expected = new ArrayList<>();
        for (int index = 0; index < 200; index++) {
            Writing writing = writes.get(index);
            if (index % 2 == 0) {
                host.interceptor().fail(writing.ticket());
            } else {
                host.interceptor().perform(writing.ticket());
                expected.add(writing.text().strip());
            }
        }

        assertThat(outputOf(all)).doesNotContain("failed");
        assertThat(Files.readAllLines(host.real(bind)).stream().filter(line -> line.startsWith("hold")))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(Files.readAllLines(host.real(bind)).stream().filter(line -> line.equals("go")))
                .hasSize(200);
    }

    @Test
    void anOpenerThatSleepsBlocksNobodyAndCanWriteLater() throws Exception {
        Path go = directory.resolve("go");
        Path open = directory.resolve("open");
        Process sleeper = host.start(
                "exec 5> " + bind + "; : > " + open + "; until [ -e " + go + " ]; do sleep 0.02; done; echo late >&5");
        while (!Files.exists(open)) {
            Thread.onSpinWait();
        }

        assertThat(exitOf(host.start("for i in 1 2 3 4 5; do echo $i > " + bind + " || exit 1; done")))
                .isZero();

        Files.createFile(go);
        assertThat(exitOf(sleeper)).isZero();
        assertThat(host.real(bind)).hasContent("1\n2\n3\n4\n5\nlate\n");
    }
}
