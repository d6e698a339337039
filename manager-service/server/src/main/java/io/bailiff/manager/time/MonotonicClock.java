// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.time;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A clock that measures elapsed time, independent of the machine's clock. The first start in a boot of the machine takes over the machine's
 * time. After a restart of the manager in the same boot, the clock continues; in another boot, the clock begins anew. The shown times are
 * not for people: see {@link #wall}.
 */
public final class MonotonicClock extends Clock {

    private final Instant start;
    private final long startNanos;
    private final LongSupplier nanos;
    private final WallTime wall;

    private MonotonicClock(Instant start, LongSupplier nanos, WallTime wall) {
        this.start = start;
        this.startNanos = nanos.getAsLong();
        this.nanos = nanos;
        this.wall = wall;
    }

    /**
     * Opens the clock, and stores the boot's beginning after a new boot of the machine.
     *
     * @param file the file for the beginning of this boot
     * @param boot the machine's boot; if empty, every start takes over the machine's time
     * @throws IOException if the file cannot be read, or has a format unknown to the manager
     * @throws UncheckedIOException if the file cannot be written
     */
    static MonotonicClock of(Path file, Optional<Boot> boot, LongSupplier nanos, WallTime wall) throws IOException {
        if (boot.isEmpty()) {
            return new MonotonicClock(wall.now(), nanos, wall);
        }
        Boot now = boot.get();
        Optional<Beginning> earlier = Beginning.read(file).filter(known -> known.bootId.equals(now.id()));
        Beginning beginning = earlier.orElseGet(
                () -> new Beginning(now.id(), wall.now().minus(now.uptime()).truncatedTo(ChronoUnit.MILLIS)));
        if (earlier.isEmpty()) {
            beginning.write(file);
        }
        return new MonotonicClock(beginning.bootedAt.plus(now.uptime()), nanos, wall);
    }

    /** The time of the machine's boot, by the machine's clock at the first start of this clock in the boot. */
    private record Beginning(String bootId, Instant bootedAt) {

        static Optional<Beginning> read(Path file) throws IOException {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            String[] words = Files.readString(file).strip().split(" ", -1);
            if (words.length != 2) {
                throw new IOException(file + " is damaged: delete the file, then start the manager again");
            }
            return Optional.of(new Beginning(words[0], Instant.parse(words[1])));
        }

        void write(Path file) {
            try {
                Path fresh = file.resolveSibling(file.getFileName() + ".new");
                Files.writeString(fresh, bootId + " " + bootedAt + "\n");
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Returns the time in microseconds, the precision of both databases. */
    @Override
    public Instant instant() {
        return start.plusNanos(nanos.getAsLong() - startNanos).truncatedTo(ChronoUnit.MICROS);
    }

    /** Returns the time of the machine's clock in milliseconds at a time of this clock, if the machine's clock is not set in between. */
    public Instant wall(Instant monotonic) {
        return wall.now().plus(Duration.between(instant(), monotonic)).truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("A monotonic clock has no time zone");
    }
}
