// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.PlannedStep;
import io.bailiff.agent.group.StepListener;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;

/**
 * Prints every step of an operation, but only if the operation takes longer than two seconds. Steps before the limit
 * are printed at the limit.
 */
final class Progress implements StepListener, AutoCloseable {

    private static final long QUIET_MILLIS = 2_000;

    private final PrintWriter out;
    private final List<String> unsaid = new ArrayList<>();
    private final Timer timer = new Timer("progress", true);
    private boolean talking;

    Progress(PrintWriter out) {
        this.out = out;
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        startTalking();
                    }
                },
                QUIET_MILLIS);
    }

    @Override
    public void done(PlannedStep step) {
        say(step.address() + "  " + step.text());
    }

    @Override
    public void failed(PlannedStep step, String reason) {
        say(step.address() + "  " + step.text() + ": failed");
    }

    @Override
    public void close() {
        timer.cancel();
    }

    private synchronized void say(String line) {
        unsaid.add(line);
        if (talking) {
            flush();
        }
    }

    private synchronized void startTalking() {
        talking = true;
        flush();
    }

    private void flush() {
        unsaid.forEach(out::println);
        unsaid.clear();
        out.flush();
    }
}
