// SPDX-License-Identifier: Apache-2.0
package io.bailiff.testing;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Reports every finished test class with counts and time, and every failed or skipped test. JUnit finds the listener by itself.
 * Surefire's own lines are unusable, because Surefire confuses classes running at the same time.
 */
public final class ProgressListener implements TestExecutionListener {

    private static final String CLASS = "class";

    private final ProgressFile file;
    private final Map<String, ClassResult> running = new ConcurrentHashMap<>();

    /** Creates the listener for JUnit. */
    public ProgressListener() {
        this(ProgressFile.ofThisRun());
    }

    ProgressListener(ProgressFile file) {
        this.file = file;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        className(test).ifPresent(this::result);
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        className(test).ifPresent(name -> {
            result(name).countSkipped();
            file.append("skipped", name, test.getDisplayName(), reason);
            endOfClass(test, name);
        });
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        className(test).ifPresent(name -> {
            count(test, name, result);
            endOfClass(test, name);
        });
    }

    private void count(TestIdentifier test, String name, TestExecutionResult result) {
        if (result.getStatus() == Status.FAILED) {
            result(name).countFailed();
            file.append("failed", name, test.getDisplayName(), firstLine(result));
        } else if (result.getStatus() == Status.ABORTED) {
            result(name).countSkipped();
            file.append("skipped", name, test.getDisplayName(), firstLine(result));
        } else if (test.isTest()) {
            result(name).countPassed();
        }
    }

    private void endOfClass(TestIdentifier test, String name) {
        if (test.getUniqueIdObject().getLastSegment().getType().equals(CLASS)) {
            ClassResult done = result(name);
            running.remove(name);
            file.append(CLASS, done.fields(System.nanoTime()));
        }
    }

    private ClassResult result(String name) {
        return running.computeIfAbsent(name, any -> new ClassResult(any, System.nanoTime()));
    }

    private static String firstLine(TestExecutionResult result) {
        return result.getThrowable()
                .map(Throwable::toString)
                .flatMap(text -> text.lines().filter(line -> !line.isBlank()).findFirst())
                .orElse("no reason given");
    }

    /** Returns the test class of the identifier: the test class itself, or the class of the test. */
    private static Optional<String> className(TestIdentifier test) {
        return test.getUniqueIdObject().getSegments().stream()
                .filter(segment -> segment.getType().equals(CLASS))
                .map(UniqueId.Segment::getValue)
                .findFirst();
    }
}
