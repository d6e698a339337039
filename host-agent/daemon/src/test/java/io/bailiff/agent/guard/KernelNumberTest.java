// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelNumberTest {

    static Stream<Arguments> numbers() {
        return Stream.of(
                Arguments.of("0\n", 0),
                Arguments.of("0", 0),
                Arguments.of("00\n", 0),
                Arguments.of("0x0\n", 0),
                Arguments.of("+0\n", 0),
                Arguments.of("8\n", 8),
                Arguments.of("010\n", 8),
                Arguments.of("0X1f", 31),
                Arguments.of("65535\n", 65535),
                Arguments.of("4\0rest", 4));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void aNumberIsReadInTheBaseOfItsPrefix(String text, int number) {
        assertThat(KernelNumber.unsigned16(text)).isEqualTo(OptionalInt.of(number));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n", " 0", "0 ", "0\n\n", "-1", "-0", "65536", "0x10000", "08", "0x", "1x", "a", "0b1"})
    void anyOtherTextIsRejected(String text) {
        assertThat(KernelNumber.unsigned16(text)).isEmpty();
    }

    static Stream<Arguments> bytes() {
        return Stream.of(
                Arguments.of("0\n", 0),
                Arguments.of("", 0),
                Arguments.of("off", 0),
                Arguments.of(" 1", 0),
                Arguments.of("1x", 1),
                Arguments.of("256", 0),
                Arguments.of("257", 1),
                Arguments.of("18446744073709551616", 0));
    }

    @ParameterizedTest
    @MethodSource("bytes")
    void theLowByteOfTheLeadingDigitsCounts(String text, int number) {
        assertThat(KernelNumber.lowByte(text)).isEqualTo(number);
    }
}
