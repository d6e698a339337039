// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.audit;

import static org.assertj.core.api.Assertions.assertThat;

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
}
