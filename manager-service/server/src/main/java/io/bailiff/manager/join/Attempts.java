// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.join;

import io.bailiff.manager.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;

/**
 * Limits the attempts of each caller: a number of attempts at once, and then one attempt in each interval. Remembers a bounded number of
 * callers; the caller that was away longest is forgotten first. In memory only.
 */
final class Attempts {

    private final int atOnce;
    private final Duration interval;
    private final int mostCallers;
    private final Clock clock;
    private final Map<String, Instant> usedUpUntil = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param atOnce the number of attempts at once
     * @param interval the time after which one more attempt is allowed
     * @param clock a monotonic clock
     */
    Attempts(int atOnce, Duration interval, int mostCallers, Clock clock) {
        this.atOnce = atOnce;
        this.interval = interval;
        this.mostCallers = mostCallers;
        this.clock = clock;
    }

    /**
     * Checks that the caller has an attempt left.
     *
     * @throws io.bailiff.manager.problem.ProblemException 429 with the time until the next attempt
     */
    synchronized void require(String caller) {
        Instant now = clock.instant();
        Instant free = usedUpUntil.getOrDefault(caller, now).minus(interval.multipliedBy(atOnce - 1L));
        if (free.isAfter(now)) {
            throw Problem.of(
                            HttpStatus.TOO_MANY_REQUESTS,
                            "too-many-attempts",
                            "Too many attempts",
                            "This caller has made too many attempts",
                            "Wait for the time in the header Retry-After, then try again with a valid join token.")
                    .with(
                            Problem.RETRY_AFTER_SECONDS,
                            Duration.between(now, free).toSeconds() + 1)
                    .exception();
        }
    }

    /** Counts an attempt. */
    synchronized void count(String caller) {
        Instant now = clock.instant();
        Instant known = usedUpUntil.getOrDefault(caller, now);
        usedUpUntil.put(caller, (known.isBefore(now) ? now : known).plus(interval));
        if (usedUpUntil.size() > mostCallers) {
            usedUpUntil.remove(usedUpUntil.keySet().iterator().next());
        }
    }

    synchronized int callers() {
        return usedUpUntil.size();
    }
}
