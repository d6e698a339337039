// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

    @ParameterizedTest
    @ValueSource(strings = {"web1", "my web server", "B\u00fcro", "it's", "a=b", "back\\slash"})
    void aPlainNameIsUnchanged(String name) {
        assertThat(Printable.name(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "` padded `|`\" padded \"`",
                "`\u00a0web`|`\"\u00a0web\"`",
                "`a\"b`|`\"a\\\"b\"`",
                "`a\tb`|`\"a\\u0009b\"`",
                "`\u202ex`|`\"\\u202ex\"`"
            })
    void aNameThatCouldBeMisreadIsQuoted(String name, String shown) {
        assertThat(Printable.name(name)).isEqualTo(shown);
    }

    @Test
    void aLongNameIsCut() {
        assertThat(Printable.name("x".repeat(400))).hasSizeLessThan(110).endsWith("\u2026\"");
    }

    /** Categories whose characters move a cursor, begin a line, turn the direction of writing or hide; U+2028 and U+2029 are Zl and Zp. */
    private static boolean isDangerous(int point) {
        int type = Character.getType(point);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }

    @Test
    void noDangerousCharacterOfUnicodeIsLeft() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            if (!isDangerous(point)) {
                continue;
            }
            String shown = Printable.text("a" + Character.toString(point) + "b");
            assertThat(shown.codePoints().noneMatch(PrintableTest::isDangerous))
                    .as("U+%04X", point)
                    .isTrue();
            assertThat(shown).startsWith("a\\u").endsWith("b");
        }
    }

    @Test
    void theEscapeOfEachCharacterIsTheEscapeOfJson() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            if (!Printable.shows(point) && Character.getType(point) != Character.SURROGATE) {
                String raw = "a" + Character.toString(point) + "b";
                assertThat(unescaped(Printable.text(raw))).isEqualTo(raw);
            }
        }
    }

    /** Reads escapes as a reader of JSON does: each escape is a UTF-16 code unit of four digits. */
    private static String unescaped(String text) {
        return Pattern.compile("\\\\u([0-9a-f]{4})")
                .matcher(text)
                .replaceAll(escape ->
                        Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
    }

    @Test
    void charactersWithoutWidthAreEscapedWhateverTheirCategory() {
        for (int point : new int[] {0x200B, 0x200D, 0x2060, 0xFEFF, 0x034F, 0x115F, 0x3164, 0xFE0F, 0xFFA0, 0xE0100}) {
            assertThat(Printable.text(Character.toString(point)))
                    .as("U+%04X", point)
                    .startsWith("\\u");
        }
    }

    @Test
    void lettersMarksAndSymbolsOfAnyScriptAreUnchanged() {
        String text = "B\u00fcro \u05d0\u05d1 \u0645\u0631 \u4e2d\u6587 \ud83d\udca9 e\u0301 \u20ac";
        assertThat(Printable.text(text)).isEqualTo(text);
    }

    @Test
    void randomTextHasNoDangerousCharacterAndStaysWithinTheLength() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder raw = new StringBuilder();
            random.ints(random.nextInt(40), 0, 0x10000).forEach(unit -> raw.append((char) unit));
            String shown = Printable.text(raw.toString(), 25);
            assertThat(shown.codePoints().noneMatch(PrintableTest::isDangerous)).isTrue();
            assertThat(shown.length()).isLessThanOrEqualTo(25);
        }
    }
}
