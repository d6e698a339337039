// SPDX-License-Identifier: Apache-2.0
package io.bailiff.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs what README.md and the walk of {@code make run} offer for copying: every block, in the order of the page, in
 * one bash per page, against one demo. The README uses the host sim-a and the walk the host sim-b, so each page
 * finds a host that nobody has used, and both pages run at the same time. The README's commands for a host without a manager
 * run on sim-a as well.
 *
 * <p>A block fails if one of its commands ends with a non-zero status, or if its output has another {@link Shape} than the
 * output that the page shows. A block prints nothing if the page shows no output. Only the commands of {@link #NOT_RUN}
 * are not run.
 */
@Tag("host")
@Tag("slow")
class DocumentedCommandsTest {

    /** Commands that install packages, build everything, or start what this test has started. */
    private static final Set<String> NOT_RUN = Set.of(
            "sudo apt-get install git make default-jdk-headless maven curl jq", "make run", "make check", "make test");

    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir
    private static Path folder;

    private static final List<AutoCloseable> started = new ArrayList<>();

    private static Page readme;
    private static Page walk;

    /** A page whose commands run. */
    private record Page(List<CommandBlock> blocks, BashRun run) {}

    @BeforeAll
    static void start() throws IOException {
        List<String> missing =
                Stream.of("curl", "jq").filter(tool -> !isInstalled(tool)).toList();
        if (!missing.isEmpty()) {
            fail("README.md's commands need curl and jq. Run: sudo apt-get install " + String.join(" ", missing));
        }
        Demo demo = Demo.start(folder);
        started.add(demo);
        AgentOnSimulatedHost.write(
                Files.createDirectory(folder.resolve("bin")),
                "http://127.0.0.1:" + demo.simulatorPort() + "/hosts/sim-a");
        readme = run("readme", runnable(demo));
        walk = run("walk", WalkBlocks.of(demo.walk()));
    }

    @AfterAll
    static void stop() throws Exception {
        for (int i = started.size() - 1; i >= 0; i--) {
            started.get(i).close();
        }
    }

    @Test
    void theCommandsOfTheReadmePrintTheOutputOfThePage() throws Exception {
        compare(readme);
    }

    @Test
    void theCommandsOfTheWalkPrintTheOutputOfTheWalk() throws Exception {
        compare(walk);
    }

    @Test
    void everyCommandThatIsNotRunIsInTheReadme() throws IOException {
        List<String> commands = readmeBlocks().stream()
                .flatMap(block -> block.commands().stream())
                .toList();
        assertThat(NOT_RUN).allMatch(commands::contains);
    }

    /** The README's blocks that can be run, with the ports of the demo. */
    private static List<CommandBlock> runnable(Demo demo) throws IOException {
        return readmeBlocks().stream()
                .filter(block -> !isListed(block))
                .map(block -> block.replacing("localhost:8440", "localhost:" + demo.port())
                        .replacing("localhost:7990", "localhost:" + demo.simulatorPort()))
                .toList();
    }

    private static List<CommandBlock> readmeBlocks() throws IOException {
        return MarkdownBlocks.of("README.md", Files.readAllLines(Processes.ROOT.resolve("README.md")));
    }

    /** Returns true if no command of the block is run; a block that mixes both kinds is rejected. */
    private static boolean isListed(CommandBlock block) {
        if (block.commands().stream().noneMatch(NOT_RUN::contains)) {
            return false;
        }
        assertThat(NOT_RUN).as(block.place()).containsAll(block.commands());
        return true;
    }

    private static Page run(String name, List<CommandBlock> blocks) throws IOException {
        assertThat(blocks).as(name).isNotEmpty();
        String path = String.join(
                ":",
                folder.resolve("bin").toString(),
                Path.of(System.getProperty("java.home"), "bin").toString(),
                System.getenv("PATH"));
        BashRun run = BashRun.start(Files.createDirectory(folder.resolve(name)), blocks, Processes.ROOT, path);
        started.add(run);
        return new Page(blocks, run);
    }

    private static void compare(Page page) throws Exception {
        List<List<String>> printed = page.run().outputs(LIMIT);
        SoftAssertions.assertSoftly(softly -> {
            for (int i = 0; i < printed.size(); i++) {
                compare(softly, page.blocks().get(i), printed.get(i));
            }
        });
    }

    private static void compare(SoftAssertions softly, CommandBlock block, List<String> printed) {
        if (!Shape.same(block.output(), printed)) {
            List<String> shapes = block.output().stream().map(Shape::shapeOf).toList();
            List<String> missing = printed.stream()
                    .filter(line -> !shapes.contains(Shape.shapeOf(line)))
                    .toList();
            softly.fail(String.join(
                    "\n",
                    text(block.place() + " printed:", printed),
                    text("The page shows:", block.output()),
                    text("Correct the page. Printed lines that are missing there:", missing)));
        }
    }

    private static String text(String heading, List<String> lines) {
        return heading + "\n  " + String.join("\n  ", lines);
    }

    private static boolean isInstalled(String tool) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
    }
}
