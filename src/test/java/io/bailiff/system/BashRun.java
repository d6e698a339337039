// SPDX-License-Identifier: Apache-2.0
package io.bailiff.system;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A bash that runs the command blocks of a page in the page's order, as a reader does who copies every block. The bash ends at the
 * first command that fails, also inside of a pipe, and at the first variable that is not set.
 */
final class BashRun implements AutoCloseable {

    private static final String STRICT = "set -euo pipefail\n";

    private final Path folder;
    private final List<CommandBlock> blocks;
    private final Process bash;

    private BashRun(Path folder, List<CommandBlock> blocks, Path from, String path) throws IOException {
        this.folder = folder;
        this.blocks = List.copyOf(blocks);
        ProcessBuilder command = new ProcessBuilder(
                        "bash",
                        "--noprofile",
                        "--norc",
                        Files.writeString(folder.resolve("script"), script()).toString())
                .directory(from.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(syntaxErrors().toFile());
        command.environment().put("PATH", path);
        this.bash = command.start();
    }

    /**
     * Starts with the first block.
     *
     * @param folder an empty folder for the script and the outputs
     * @param from the working directory
     * @param path the value of {@code PATH}
     */
    static BashRun start(Path folder, List<CommandBlock> blocks, Path from, String path) throws IOException {
        return new BashRun(folder, blocks, from, path);
    }

    /**
     * Waits until all blocks have ended, and returns what each has printed, on standard output and standard error.
     *
     * @throws AssertionError if a command has failed, or a block has not ended within {@code limit}
     */
    List<List<String>> outputs(Duration limit) throws IOException, InterruptedException {
        if (!bash.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(failure("did not end within " + limit));
        }
        if (bash.exitValue() != 0) {
            throw new AssertionError(failure("failed with exit code " + bash.exitValue()));
        }
        return printed();
    }

    @Override
    public void close() {
        bash.descendants().forEach(ProcessHandle::destroyForcibly);
        bash.destroyForcibly();
    }

    private String script() {
        StringBuilder script = new StringBuilder(STRICT);
        for (int i = 0; i < blocks.size(); i++) {
            script.append("exec >'").append(output(i)).append("' 2>&1\n");
            script.append(String.join("\n", blocks.get(i).commands())).append('\n');
        }
        return script.toString();
    }

    private Path output(int block) {
        return folder.resolve("output-" + block);
    }

    /** Gets what bash says before the first block. */
    private Path syntaxErrors() {
        return folder.resolve("syntax-errors");
    }

    private List<List<String>> printed() throws IOException {
        List<List<String>> outputs = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            outputs.add(Files.readAllLines(output(i)));
        }
        return outputs;
    }

    /** The block that was reached last, what became of it, and what it printed. */
    private String failure(String what) throws IOException {
        int last = 0;
        while (last + 1 < blocks.size() && Files.exists(output(last + 1))) {
            last++;
        }
        CommandBlock block = blocks.get(last);
        String printed = Files.readString(Files.exists(output(last)) ? output(last) : syntaxErrors());
        return block.place() + ": the block " + what + "\n" + String.join("\n", block.commands())
                + "\nOutput of the block:\n" + printed;
    }
}
