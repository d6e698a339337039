// SPDX-License-Identifier: Apache-2.0
package io.bailiff.system;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the command blocks of a Markdown page. A fenced block is one of three:
 *
 * <ul>
 *   <li>{@code sh}: commands, all of its lines;
 *   <li>{@code text}: the output of the {@code sh} block before it;
 *   <li>{@code diagram}: a drawing.
 * </ul>
 *
 * <p>Any other block is rejected, so that no command can hide in a block that nobody runs.
 */
final class MarkdownBlocks {

    private static final String FENCE = "```";

    private final String page;
    private final List<CommandBlock> blocks = new ArrayList<>();

    private MarkdownBlocks(String page) {
        this.page = page;
    }

    /**
     * Returns the blocks in the order of the page.
     *
     * @param page the name of the page, for messages
     * @throws IllegalArgumentException if a block is of another kind, has no end, or is an output without commands
     */
    static List<CommandBlock> of(String page, List<String> lines) {
        MarkdownBlocks markdown = new MarkdownBlocks(page);
        int at = 0;
        while (at < lines.size()) {
            at = lines.get(at).startsWith(FENCE) ? markdown.block(lines, at) : markdown.prose(lines, at);
        }
        return List.copyOf(markdown.blocks);
    }

    /** Returns the number of the line after the block. */
    private int block(List<String> lines, int start) {
        int end = start + 1;
        while (end < lines.size() && !lines.get(end).startsWith(FENCE)) {
            end++;
        }
        if (end == lines.size()) {
            throw rejected(start, "the block has no closing " + FENCE);
        }
        add(lines.get(start).substring(FENCE.length()).strip(), start, lines.subList(start + 1, end));
        return end + 1;
    }

    private void add(String kind, int start, List<String> content) {
        switch (kind) {
            case "sh" -> blocks.add(new CommandBlock(page + ":" + (start + 2), content, List.of()));
            case "text" -> output(start, content);
            case "diagram" -> {}
            default -> throw rejected(start, "unknown kind of block \"" + kind + "\"; write sh, text or diagram");
        }
    }

    private void output(int start, List<String> content) {
        if (blocks.isEmpty()) {
            throw rejected(start, "a text block needs an sh block before it");
        }
        blocks.add(blocks.remove(blocks.size() - 1).withOutput(content));
    }

    private int prose(List<String> lines, int at) {
        String line = lines.get(at);
        if (line.contains(FENCE) || line.startsWith("~~~") || line.startsWith("    ") || line.startsWith("\t")) {
            throw rejected(at, "begin a block of commands with " + FENCE + "sh in the first column");
        }
        return at + 1;
    }

    private IllegalArgumentException rejected(int line, String reason) {
        return new IllegalArgumentException(page + ":" + (line + 1) + ": " + reason);
    }
}
