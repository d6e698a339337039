// SPDX-License-Identifier: Apache-2.0
package io.bailiff.testing;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the results of the tests of a test class. */
final class ClassResult {

    private static final double NANOS_PER_SECOND = 1e9;

    private final String name;
    private final long begunNanos;
    private final AtomicInteger passed = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger skipped = new AtomicInteger();

    ClassResult(String name, long nowNanos) {
        this.name = name;
        this.begunNanos = nowNanos;
    }

    void countPassed() {
        passed.incrementAndGet();
    }

    void countFailed() {
        failed.incrementAndGet();
    }

    void countSkipped() {
        skipped.incrementAndGet();
    }

    /** Returns the fields of the class's line: name, passed, failed, skipped, seconds. */
    String[] fields(long nowNanos) {
        String seconds = String.format(Locale.ROOT, "%.1f", (nowNanos - begunNanos) / NANOS_PER_SECOND);
        return new String[] {name, passed.toString(), failed.toString(), skipped.toString(), seconds};
    }
}
