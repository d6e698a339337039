// SPDX-License-Identifier: Apache-2.0
package io.bailiff.system;

import java.util.List;

/**
 * Commands that a page offers for copying, and the output that the page shows for them.
 *
 * @param place the page and the line of the first command, as in {@code README.md:24}
 * @param commands the lines of the block
 * @param output the lines that the page shows as output; empty if the page shows none
 */
record CommandBlock(String place, List<String> commands, List<String> output) {

    CommandBlock {
        commands = List.copyOf(commands);
        output = List.copyOf(output);
    }

    /** Returns the same commands with this output. */
    CommandBlock withOutput(List<String> lines) {
        if (!output.isEmpty()) {
            throw new IllegalArgumentException(place + ": two text blocks follow the commands; join them into one");
        }
        return new CommandBlock(place, commands, lines);
    }

    /** Returns the block with every occurrence of a text in its commands replaced. */
    CommandBlock replacing(String text, String replacement) {
        List<String> replaced =
                commands.stream().map(line -> line.replace(text, replacement)).toList();
        return new CommandBlock(place, replaced, output);
    }
}
