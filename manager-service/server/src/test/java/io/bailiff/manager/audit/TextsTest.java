// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextsTest {

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05Z, 2026-01-02T03:04:05.000Z",
        "2026-01-02T03:04:05.6Z, 2026-01-02T03:04:05.600Z",
        "2026-01-02T03:04:05.123456789Z, 2026-01-02T03:04:05.123Z"
    })
    void aTimeHasMilliseconds(Instant time, String text) {
        assertThat(Texts.time(time)).isEqualTo(text);
    }

    @Test
    void aDurationHasAUnit() {
        assertThat(Texts.duration(Duration.ofMinutes(1))).isEqualTo("60 s");
        assertThat(Texts.duration(Duration.ofMillis(300))).isEqualTo("300 ms");
        assertThat(Texts.duration(Duration.ofMillis(1500))).isEqualTo("1500 ms");
    }
}
