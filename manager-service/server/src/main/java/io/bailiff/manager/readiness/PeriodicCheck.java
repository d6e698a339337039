// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.readiness;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A check that runs repeatedly on a thread of its own. Queries of the result never wait for the check. The thread is never interrupted: an
 * interrupt would close the files of an H2 database.
 */
final class PeriodicCheck {

    private static final Logger LOG = LoggerFactory.getLogger(PeriodicCheck.class);
    private static final Unready NOT_CHECKED = new Unready("not-checked", "The first check has not ended yet");

    /**
     * The result of a check, and the time of the last change of the result.
     *
     * @param unready the reason, or null if the part can work
     */
    record Result(@Nullable Unready unready, Instant since) {}

    private final String name;
    private final Supplier<Optional<Unready>> check;
    private final ReadinessProperties intervals;
    private final LongSupplier nanos;
    private final Supplier<Instant> now;
    private final Semaphore early = new Semaphore(0);

    private volatile Result last;
    private volatile long begunAt;
    private volatile boolean running;
    private volatile boolean stopped;

    /** @param now the time for people */
    PeriodicCheck(
            String name,
            Supplier<Optional<Unready>> check,
            ReadinessProperties intervals,
            LongSupplier nanos,
            Supplier<Instant> now) {
        this.name = name;
        this.check = check;
        this.intervals = intervals;
        this.nanos = nanos;
        this.now = now;
        this.last = new Result(NOT_CHECKED, now.get());
    }

    String name() {
        return name;
    }

    /** Checks once on the calling thread, then repeatedly on a new thread. */
    void start() {
        once();
        Thread thread = new Thread(this::repeat, "bailiff-readiness-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    void stop() {
        stopped = true;
        early.release();
    }

    /** Has the next check begin at once. */
    void hasten() {
        if (early.availablePermits() == 0) {
            early.release();
        }
    }

    /** Returns the last result, or a failure if the check in progress is late. */
    Result result() {
        Duration taken = Duration.ofNanos(nanos.getAsLong() - begunAt);
        if (running && taken.compareTo(intervals.late()) > 0) {
            Unready late = new Unready("no-answer", "A small write has not ended for " + taken.toSeconds() + " s");
            return new Result(late, now.get().minus(taken));
        }
        return last;
    }

    private void repeat() {
        while (!stopped) {
            Duration pause = last.unready() == null ? intervals.check() : intervals.checkAgain();
            try {
                if (early.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    early.drainPermits();
                }
            } catch (InterruptedException unexpected) {
                return;
            }
            if (!stopped) {
                once();
            }
        }
    }

    private void once() {
        begunAt = nanos.getAsLong();
        running = true;
        @Nullable Unready found = attempt();
        Result before = last;
        if (!Objects.equals(before.unready(), found)) {
            last = new Result(found, now.get());
            log(before, found);
        }
        running = false;
    }

    private @Nullable Unready attempt() {
        try {
            return check.get().orElse(null);
        } catch (RuntimeException | Error defect) {
            return new Unready("check-failed", defect.toString());
        }
    }

    private void log(Result before, @Nullable Unready found) {
        if (stopped) {
            return;
        }
        if (found != null) {
            LOG.error(
                    "not ready part={} reason={} problem=\"{}\": requests may get status 503 until the cause is gone",
                    name,
                    found.reason(),
                    found.problem());
        } else if (!NOT_CHECKED.equals(before.unready())) {
            LOG.info("ready again part={} since={}", name, before.since());
        }
    }
}
