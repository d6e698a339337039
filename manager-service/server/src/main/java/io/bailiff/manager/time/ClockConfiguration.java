// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.time;

import io.bailiff.manager.home.Home;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** The manager's clocks. */
@Configuration(proxyBeanMethods = false)
class ClockConfiguration {

    @Bean
    @ConditionalOnMissingBean
    WallTime wallTime() {
        return Instant::now;
    }

    @Bean
    @ConditionalOnMissingBean
    ElapsedTime elapsedTime() {
        return System::nanoTime;
    }

    /** Returns the wall clock in milliseconds: every time in the record, in a text and in JSON has the same precision. */
    @Bean
    @Primary
    Clock clock(WallTime wall) {
        Clock shown = new Clock() {
            @Override
            public Instant instant() {
                return wall.now();
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException("The manager shows all times in UTC");
            }
        };
        return Clock.tick(shown, Duration.ofMillis(1));
    }

    @Bean
    @Monotonic
    MonotonicClock monotonicClock(Home home, WallTime wall, ElapsedTime elapsed) throws IOException {
        return MonotonicClock.of(home.folder().resolve("steady-clock"), Boot.now(), elapsed::nanos, wall);
    }
}
