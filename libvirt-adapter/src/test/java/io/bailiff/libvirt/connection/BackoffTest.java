// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30), new Random(7));

    @ParameterizedTest
    @CsvSource({"0,500", "1,1000", "5,16000", "6,30000", "63,30000", "2147483647,30000"})
    void theWaitDoublesUpToTheLimitAndIsRandomInTheUpperHalf(int failures, long longest) {
        Set<Long> waits = IntStream.range(0, 200)
                .mapToObj(draw -> backoff.after(failures).toMillis())
                .collect(Collectors.toSet());

        assertThat(waits)
                .allMatch(wait -> wait >= longest / 2 && wait <= longest)
                .hasSizeGreaterThan(50);
    }
}
