// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class AssignmentPropertiesTest {

    private final AssignmentProperties defaults = new Binder(new MapConfigurationPropertySource())
            .bindOrCreate("bailiff.assignment", AssignmentProperties.class);

    @Test
    void theDefaultsAreTheDocumentedOnes() {
        assertThat(defaults)
                .isEqualTo(new AssignmentProperties(
                        Duration.ofSeconds(120),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(5)));
    }

    @Test
    void thePausesAfterFailuresGrowUpToTheLongest() {
        assertThat(IntStream.rangeClosed(1, 8)
                        .mapToObj(n -> defaults.retryAfter(n).toSeconds()))
                .containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L);
        assertThat(defaults.retryAfter(1_000_000)).isEqualTo(Duration.ofMinutes(5));
    }
}
