// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.audit;

import org.jspecify.annotations.Nullable;

/**
 * Makes text safe to show if a host chose the text: command lines of processes, models of devices, errors of libvirt. Characters that could move a terminal's cursor,
 * begin a line in a log or turn the direction of writing are replaced by hexadecimal escapes. Long text is cut.
 */
public final class Printable {

    private static final int LONGEST_NAME = 100;

    private Printable() {}

    /** Returns the text with escapes, of at most the given length. */
    public static String text(String raw, int longest) {
        StringBuilder text = new StringBuilder();
        raw.codePoints().forEach(point -> {
            if (shows(point)) {
                text.appendCodePoint(point);
            } else {
                text.append(String.format("\\u%04x", point));
            }
        });
        return cut(text, longest);
    }

    /**
     * Returns a name for texts, of at most about 100 characters. A name with blanks around it, with quotes or with characters that do not
     * show is quoted, with escapes: libvirt allows such names of guests. Any other name is unchanged.
     */
    public static String name(String raw) {
        String shown = text(raw, LONGEST_NAME);
        boolean plain = shown.equals(raw) && !raw.isEmpty() && raw.indexOf('"') < 0 && !isBlankOutside(raw);
        return plain ? raw : '"' + text(raw.replace("\\", "\\\\").replace("\"", "\\\""), LONGEST_NAME) + '"';
    }

    private static boolean isBlankOutside(String name) {
        return Character.isSpaceChar(name.codePointAt(0)) || Character.isSpaceChar(name.codePointBefore(name.length()));
    }

    /** Returns like {@link #text}, or null for null. */
    public static @Nullable String optional(@Nullable String raw, int longest) {
        return raw == null ? null : text(raw, longest);
    }

    private static boolean shows(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    private static String cut(StringBuilder text, int longest) {
        if (text.length() <= longest) {
            return text.toString();
        }
        boolean half = Character.isHighSurrogate(text.charAt(longest - 2));
        return text.substring(0, half ? longest - 2 : longest - 1) + "…";
    }
}
