// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes text safe to show if a process, a guest or another host chose the text: command lines, names of guests, models of devices, errors of
 * libvirt. Agent and manager show such text in the record, in logs, on terminals and on pages only through this class; the text itself stays
 * as it is where programs compare it.
 *
 * <p>The characters of the Unicode categories Cc, Cf, Zl, Zp, Cs and Cn, and the characters of other categories without a width or with the
 * width of a blank (variation selectors, fillers of Hangul), become escapes of JSON: {@code \}{@code u001b}. None of these characters can
 * then move a cursor, begin a line, turn the direction of writing or hide in a name. JSON with such escapes is still the same JSON.
 */
public final class Printable {

    private static final int LONGEST_NAME = 100;

    private Printable() {}

    /** Returns the text with escapes, of at most the given length. A cut text ends with {@code …}. */
    public static String text(String raw, int longest) {
        return cut(text(raw), longest);
    }

    /** Returns the whole text with escapes. */
    public static String text(String raw) {
        int plain = 0;
        while (plain < raw.length() && raw.charAt(plain) >= ' ' && raw.charAt(plain) < 0x7f) {
            plain++;
        }
        // Most texts are plain ASCII.
        return plain == raw.length() ? raw : escaped(raw);
    }

    private static String escaped(String raw) {
        StringBuilder text = new StringBuilder(raw.length() + 16);
        raw.codePoints().forEach(point -> {
            if (shows(point)) {
                text.appendCodePoint(point);
            } else {
                escape(text, point);
            }
        });
        return text.toString();
    }

    /** Returns like {@link #text(String, int)}, or null for null. */
    public static @Nullable String optional(@Nullable String raw, int longest) {
        return raw == null ? null : text(raw, longest);
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

    /** Returns true if the code point is shown as it is. */
    public static boolean shows(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> !isInvisible(point);
        };
    }

    /** Returns true for letters and marks that are ignored or blank when shown (Default_Ignorable_Code_Point of Unicode, without Cf). */
    private static boolean isInvisible(int point) {
        return point == 0x034F
                || point == 0x115F
                || point == 0x1160
                || point == 0x17B4
                || point == 0x17B5
                || (point >= 0x180B && point <= 0x180F)
                || point == 0x3164
                || (point >= 0xFE00 && point <= 0xFE0F)
                || point == 0xFFA0
                || (point >= 0xE0100 && point <= 0xE01EF);
    }

    /** Appends the escape of a code point, as one or two UTF-16 code units. */
    public static void escape(StringBuilder text, int point) {
        for (char unit : Character.toChars(point)) {
            text.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
        }
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        boolean half = Character.isHighSurrogate(text.charAt(longest - 2));
        return text.substring(0, half ? longest - 2 : longest - 1) + "…";
    }
}
