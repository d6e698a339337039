// SPDX-License-Identifier: Apache-2.0
package io.bailiff.system;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the command blocks of the walk that {@code make run} prints. A line with four spaces before it is a command, a
 * line with {@code "  | "} before it is output of the commands above it, and any other line begins in the first column.
 */
final class WalkBlocks {

    private static final String COMMAND = "    ";
    private static final String OUTPUT = "  | ";

    private final List<CommandBlock> blocks = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();
    private final List<String> output = new ArrayList<>();
    private int start;

    private WalkBlocks() {}

    /**
     * Returns the blocks in the order in which they are printed.
     *
     * @throws IllegalArgumentException if a line is indented in another way, or an output has no commands
     */
    static List<CommandBlock> of(List<String> lines) {
        WalkBlocks walk = new WalkBlocks();
        for (int at = 0; at < lines.size(); at++) {
            walk.line(at + 1, lines.get(at));
        }
        walk.end();
        return List.copyOf(walk.blocks);
    }

    private void line(int number, String line) {
        if (line.startsWith(COMMAND)) {
            command(number, line.substring(COMMAND.length()));
        } else if (line.startsWith(OUTPUT)) {
            output(number, line.substring(OUTPUT.length()));
        } else if (line.startsWith(" ")) {
            throw new IllegalArgumentException(
                    "walk:" + number + ": neither command (four spaces) nor output (\"  | \"): " + line);
        } else {
            end();
        }
    }

    private void command(int number, String command) {
        if (!output.isEmpty()) {
            end();
        }
        if (commands.isEmpty()) {
            start = number;
        }
        commands.add(command);
    }

    private void output(int number, String line) {
        if (commands.isEmpty()) {
            throw new IllegalArgumentException("walk:" + number + ": output needs commands before it");
        }
        output.add(line);
    }

    private void end() {
        if (!commands.isEmpty()) {
            blocks.add(new CommandBlock("walk:" + start, commands, output));
        }
        commands.clear();
        output.clear();
    }
}
