// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonotonicClockTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    private Path home;

    private Instant wall = NOON;
    private Duration uptime = Duration.ofHours(5);
    private String bootId = "boot-1";

    private MonotonicClock clock() throws IOException {
        return MonotonicClock.of(
                home.resolve("steady-clock"),
                Optional.of(new Boot(bootId, uptime)),
                () -> uptime.toNanos(),
                () -> wall);
    }

    private void passes(Duration time) {
        uptime = uptime.plus(time);
        wall = wall.plus(time);
    }

    @Test
    void itBeginsAsTheMachinesClockAndGoesOnWithIt() throws IOException {
        MonotonicClock clock = clock();
        assertThat(clock.instant()).isEqualTo(NOON);
        passes(Duration.ofMinutes(1));
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(60));
    }

    @Test
    void itDoesNotCareWhatTheMachinesClockIsSetTo() throws IOException {
        MonotonicClock clock = clock();
        wall = wall.minus(Duration.ofDays(1));
        passes(Duration.ofMinutes(1));
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(60));
    }

    @Test
    void anInstantOfItIsShownAsTheMachinesClockWillShowIt() throws IOException {
        MonotonicClock clock = clock();
        Instant inAMinute = clock.instant().plusSeconds(60);
        wall = wall.minus(Duration.ofDays(1));
        assertThat(clock.wall(inAMinute)).isEqualTo(wall.plusSeconds(60));
    }

    @Test
    void itGoesOnOverARestartAlsoIfTheMachinesClockWasSetMeanwhile() throws IOException {
        clock();
        passes(Duration.ofMinutes(10));
        wall = wall.plus(Duration.ofDays(1));
        assertThat(clock().instant()).isEqualTo(NOON.plus(Duration.ofMinutes(10)));
    }

    @Test
    void itBeginsAnewWithAnotherBoot() throws IOException {
        clock();
        passes(Duration.ofMinutes(10));
        bootId = "boot-2";
        uptime = Duration.ofSeconds(20);
        assertThat(clock().instant()).isEqualTo(wall);
    }

    @Test
    void aMachineThatTellsNothingOfItsBootHasOneToo() throws IOException {
        MonotonicClock clock =
                MonotonicClock.of(home.resolve("steady-clock"), Optional.empty(), () -> uptime.toNanos(), () -> wall);
        assertThat(clock.instant()).isEqualTo(NOON);
        assertThat(home.resolve("steady-clock")).doesNotExist();
    }

    @Test
    void aFileThatIsNotItsOwnIsNamed() throws IOException {
        Files.writeString(home.resolve("steady-clock"), "nonsense");
        assertThatIOException().isThrownBy(this::clock).withMessageContaining("steady-clock");
    }

    @Test
    void thisMachineTellsOfItsBoot() throws IOException {
        assertThat(Boot.now())
                .hasValueSatisfying(boot -> assertThat(boot.uptime()).isPositive());
    }
}
