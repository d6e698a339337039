package io.bailiff.manager.agent;

import io.bailiff.manager.problem.Problem;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;

/**
 * Has a few reports taken at a time, in the order in which they came. When a whole fleet reports at once, what follows from the first
 * of them, such as to ask a guest, has its share of the processors and of the database before the last one has.
 */
final class ReportTurns {

    private static final int AT_A_TIME = 2 * Runtime.getRuntime().availableProcessors();

    /** Who waits occupies a thread of the server, and an operator may need one. The agent reports again. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private final Semaphore turns;
    private final Duration longestWait;

    ReportTurns() {
        this(AT_A_TIME, LONGEST_WAIT);
    }

    ReportTurns(int atATime, Duration longestWait) {
        this.turns = new Semaphore(atATime, true);
        this.longestWait = longestWait;
    }

    /** @throws io.bailiff.manager.problem.ProblemException 503 if its turn does not come; then nothing has been done */
    void take(Runnable report) {
        if (!isMine()) {
            throw Problem.of(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "too-many-reports",
                            "There are too many reports",
                            "The reports that came before this one were not taken within " + longestWait.toSeconds()
                                    + " s",
                            "Report again. If this lasts, look whether the manager's database answers.")
                    .exception();
        }
        try {
            report.run();
        } finally {
            turns.release();
        }
    }

    private boolean isMine() {
        try {
            return turns.tryAcquire(longestWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
