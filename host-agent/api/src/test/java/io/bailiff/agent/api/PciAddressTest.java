// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An address is read exactly as sysfs spells it, and nothing else is. */
class PciAddressTest {

    /** The grammar in another form, to compare the parser with. */
    private static final Pattern GRAMMAR =
            Pattern.compile("(0*[0-7]?[0-9a-fA-F]{1,7}):([0-9a-fA-F]{2}):([01][0-9a-fA-F])\\.([0-7])");

    private static final String ALPHABET = "0123456789abcdefABCDEF:.gG/@` ٣";

    @ParameterizedTest
    @CsvSource({
        "0000:02:01.1, 0, 2, 1, 1",
        "0000:00:00.0, 0, 0, 0, 0",
        "ffff:ff:1f.7, 65535, 255, 31, 7",
        "FFFF:FF:1F.7, 65535, 255, 31, 7",
        "10000:e1:00.0, 65536, 225, 0, 0",
        "7fffffff:0a:10.3, 2147483647, 10, 16, 3",
        "00000001:0A:1a.0, 1, 10, 26, 0"
    })
    void anAddressIsReadInItsParts(String text, int domain, int bus, int device, int function) {
        assertThat(PciAddress.parse(text)).isEqualTo(new PciAddress(domain, bus, device, function));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "02:01.1",
                "000:02:01.1",
                "000000000:02:01.1",
                "80000000:02:01.1",
                "ffffffff:02:01.1",
                "0000:2:01.1",
                "0000:02:1.1",
                "0000:02:01.8",
                "0000:02:20.1",
                "0000:02:01.11",
                "0000:02:01.1 ",
                " 0000:02:01.1",
                "0000:02:01.1\n",
                "0000-02:01.1",
                "0000:02-01.1",
                "0000:02:01:1",
                "0000:+2:01.1",
                "0000:-2:01.1",
                "-000:02:01.1",
                "0x00:02:01.1",
                "00g0:02:01.1",
                "0000:0`:01.1",
                "0000:0@:01.1",
                "0000:02:01.٣",
                "٠٠٠٠:02:01.1",
                "0000:02:01.1/../../etc"
            })
    void whatIsNoAddressIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> PciAddress.parse(text));
    }

    @Test
    void everyAddressIsReadAsItIsWritten() {
        for (int domain : new int[] {0, 1, 0x1234, 0xffff, 0x10000, Integer.MAX_VALUE}) {
            for (int bus = 0; bus <= 0xff; bus++) {
                PciAddress address = new PciAddress(domain, bus, bus % 0x20, bus % 8);
                assertThat(PciAddress.parse(address.toString())).isEqualTo(address);
            }
        }
    }

    @Test
    void theParserAgreesWithTheGrammar() {
        Random random = new Random(20_261_128);
        for (int round = 0; round < 50_000; round++) {
            String text = changed("0000:02:01.1", random);
            Matcher grammar = GRAMMAR.matcher(text);
            boolean known = grammar.matches()
                    && grammar.group(1).length() >= 4
                    && grammar.group(1).length() <= 8;
            assertThat(isRead(text)).as("\"%s\"", text).isEqualTo(known);
        }
    }

    /** Replaces, removes or adds up to three characters. */
    private static String changed(String text, Random random) {
        StringBuilder changed = new StringBuilder(text);
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(changed.length());
            char other = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            switch (random.nextInt(3)) {
                case 0 -> changed.setCharAt(at, other);
                case 1 -> changed.insert(at, other);
                default -> changed.deleteCharAt(at);
            }
        }
        return changed.toString();
    }

    private static boolean isRead(String text) {
        try {
            PciAddress.parse(text);
            return true;
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }
}
