// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times and durations in texts for people. */
public final class Texts {

    private static final DateTimeFormatter MILLISECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Texts() {}

    /** Returns a time in UTC with three digits of a second: {@code 2026-01-02T03:04:05.600Z}. */
    public static String time(Instant time) {
        return MILLISECONDS.format(time);
    }

    /** Returns a duration in seconds, or in milliseconds if the duration is not a number of whole seconds: {@code 60 s}, {@code 300 ms}. */
    public static String duration(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
