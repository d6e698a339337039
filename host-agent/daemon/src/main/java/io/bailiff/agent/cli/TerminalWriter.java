// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.Printable;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * Writes to a terminal. Characters that could move the cursor, turn the direction of writing or hide become escapes: processes, guests and
 * devices choose parts of the output. Line ends and tabs stay.
 */
final class TerminalWriter extends PrintWriter {

    TerminalWriter(Writer terminal) {
        super(new Escaping(terminal));
    }

    private static final class Escaping extends FilterWriter {

        /** The first half of a surrogate pair at the end of the last call, or 0. */
        private char half;

        Escaping(Writer terminal) {
            super(terminal);
        }

        @Override
        public void write(int character) throws IOException {
            write(String.valueOf((char) character), 0, 1);
        }

        @Override
        public void write(char[] text, int offset, int length) throws IOException {
            write(new String(text, offset, length), 0, length);
        }

        @Override
        public void write(String text, int offset, int length) throws IOException {
            StringBuilder escaped = new StringBuilder(length + 16);
            for (int i = offset; i < offset + length; i++) {
                append(escaped, text.charAt(i));
            }
            out.write(escaped.toString());
        }

        private void append(StringBuilder escaped, char unit) {
            if (half != 0) {
                char first = half;
                half = 0;
                if (Character.isLowSurrogate(unit)) {
                    appendPoint(escaped, Character.toCodePoint(first, unit));
                    return;
                }
                appendPoint(escaped, first);
            }
            if (Character.isHighSurrogate(unit)) {
                half = unit;
            } else {
                appendPoint(escaped, unit);
            }
        }

        private static void appendPoint(StringBuilder escaped, int point) {
            if (point == '\n' || point == '\t' || Printable.shows(point)) {
                escaped.appendCodePoint(point);
            } else {
                Printable.escape(escaped, point);
            }
        }
    }
}
