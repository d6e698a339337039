// SPDX-License-Identifier: Apache-2.0
package io.bailiff.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The readers of command blocks, and the bash that runs the blocks. */
class CommandBlocksTest {

    @Test
    void markdownHasCommandsAndTheirOutput() {
        String page = """
                Prose.
                ```sh
                a=1
                echo $a
                ```
                Prose.
                ```text
                1
                ```
                ```diagram
                -->
                ```
                ```sh
                true
                ```
                """;
        assertThat(MarkdownBlocks.of("P", page.lines().toList()))
                .containsExactly(
                        new CommandBlock("P:3", List.of("a=1", "echo $a"), List.of("1")),
                        new CommandBlock("P:14", List.of("true"), List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "```\necho\n```",
                "```console\n$ echo\n```",
                "```sh\necho",
                "```text\n1\n```",
                "```sh\necho\n```\n```text\n1\n```\n```text\n2\n```",
                "    echo",
                "~~~sh\necho\n~~~",
                " ```sh\necho\n ```"
            })
    void aBlockThatWouldNotBeRunIsRejected(String page) {
        assertThatThrownBy(() -> MarkdownBlocks.of("P", page.lines().toList()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theWalkHasCommandsAndTheirOutput() {
        List<String> walk = List.of("Prose", "    a=1", "    echo $a", "  | 1", "    true", "Prose", "    b", "");
        assertThat(WalkBlocks.of(walk))
                .containsExactly(
                        new CommandBlock("walk:2", List.of("a=1", "echo $a"), List.of("1")),
                        new CommandBlock("walk:5", List.of("true"), List.of()),
                        new CommandBlock("walk:7", List.of("b"), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"  echo", "  | 1"})
    void aLineOfTheWalkThatIsNeitherCommandNorOutputIsRejected(String line) {
        assertThatThrownBy(() -> WalkBlocks.of(List.of(line))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void blocksShareOneBash(@TempDir Path folder) throws Exception {
        List<CommandBlock> blocks = List.of(block("a=1"), block("echo $a", "echo b >&2"));
        assertThat(outputs(folder, blocks)).containsExactly(List.of(), List.of("1", "b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "false | true", "echo $unset", "echo 'open"})
    void aCommandThatFailsIsNamed(String command, @TempDir Path folder) {
        List<CommandBlock> blocks = List.of(block("true"), new CommandBlock("P:7", List.of(command), List.of()));
        assertThatThrownBy(() -> outputs(folder, blocks))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("P:7");
    }

    private static List<List<String>> outputs(Path folder, List<CommandBlock> blocks)
            throws IOException, InterruptedException {
        try (BashRun run = BashRun.start(folder, blocks, folder, System.getenv("PATH"))) {
            return run.outputs(Duration.ofSeconds(30));
        }
    }

    private static CommandBlock block(String... commands) {
        return new CommandBlock("P:1", List.of(commands), List.of());
    }
}
