// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A bash of a simulated host: runs lines in order and stops at the first failure. Opens may be held at the interceptor. The
 * shell catches Ctrl-C, like a shell at a terminal: a held shell continues to sleep, and does not write even if let through
 * later.
 */
public final class SimShell {

    private static final String KILLED = "Killed";
    private static final String INTERRUPTED = "Interrupted";

    private final SimHost host;
    private final List<ShellLine> script;
    private final SimCalls calls;

    /**
     * The result of a line.
     *
     * @param text the line
     * @param millis the duration in milliseconds
     * @param error the reason of a failure, in bash's words; null on success
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Line(String text, long millis, @Nullable String error) {}

    /**
     * The result of a script.
     *
     * @param pid the process of the shell
     * @param lines the lines begun by the shell
     */
    public record Outcome(long pid, List<Line> lines) {

        public Outcome {
            lines = List.copyOf(lines);
        }

        /** Returns the reason of a stop before the end; empty if all lines succeeded. */
        public Optional<String> error() {
            return Optional.ofNullable(lines.get(lines.size() - 1).error());
        }
    }

    private SimShell(SimHost host, List<ShellLine> script, long pid) {
        this.host = host;
        this.script = script;
        this.calls = host.calls(pid);
    }

    /**
     * Starts the process; the process runs nothing before {@link #run}.
     *
     * @param who the process
     * @param script lines of the kind {@code echo VALUE > PATH}, {@code cat PATH}, {@code modprobe NAME},
     *     {@code modprobe -r NAME}, {@code rmmod NAME}
     * @throws IllegalArgumentException if a line cannot be understood; then there is no process
     */
    public static SimShell start(SimHost host, ProcessSpec who, String script) {
        List<ShellLine> lines = ShellLine.parse(script);
        return new SimShell(host, lines, host.processes().start(who));
    }

    public long pid() {
        return calls.pid();
    }

    /** Runs the lines on the calling thread, and ends the process. */
    public Outcome run() {
        List<Line> done = new ArrayList<>();
        try {
            for (ShellLine line : script) {
                long begin = System.nanoTime();
                String error = attempt(line);
                done.add(new Line(
                        line.text(), Duration.ofNanos(System.nanoTime() - begin).toMillis(), error));
                if (error != null) {
                    break;
                }
            }
        } finally {
            host.processes().end(pid());
        }
        return new Outcome(pid(), done);
    }

    private @Nullable String attempt(ShellLine line) {
        try {
            line.run(calls);
        } catch (ShellLine.Failed failure) {
            return signal().orElse(failure.getMessage());
        }
        return signal().orElse(null);
    }

    /** Returns the signal received during the line; empty if there was none. */
    private Optional<String> signal() {
        Optional<SimProcess> process = host.processes().find(pid());
        if (process.isEmpty()) {
            return Optional.of(KILLED);
        }
        boolean interrupted = host.kernel().lock().alter(process.get()::takeInterrupt);
        return interrupted ? Optional.of(INTERRUPTED) : Optional.empty();
    }
}
