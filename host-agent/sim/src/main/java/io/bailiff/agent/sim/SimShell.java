package io.bailiff.agent.sim;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A bash of a simulated host that runs lines one after the other and stops at the first that fails. What it opens
 * may be held at the interceptor. It catches Ctrl-C, as one at a terminal does: while it is held it sleeps on, and does not
 * write if it is let through after all.
 */
public final class SimShell {

    private static final String KILLED = "Killed";
    private static final String INTERRUPTED = "Interrupted";

    private final SimHost host;
    private final List<ShellLine> script;
    private final SimCalls calls;

    /**
     * What came of a line.
     *
     * @param text the line
     * @param millis how long it took
     * @param error why it failed, in bash's words; null if it did not
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Line(String text, long millis, @Nullable String error) {}

    /**
     * The result of a script.
     *
     * @param pid the process of the shell
     * @param lines the lines that the shell began
     */
    public record Outcome(long pid, List<Line> lines) {

        public Outcome {
            lines = List.copyOf(lines);
        }

        /** Why it stopped before the end; empty if it did not. */
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
     * Begins the process; it does nothing before {@link #run}.
     *
     * @param who the process
     * @param script lines of the kind {@code echo VALUE > PATH}, {@code cat PATH}, {@code modprobe NAME}, {@code
     *     rmmod NAME}
     * @throws IllegalArgumentException if a line cannot be understood; then there is no process
     */
    public static SimShell start(SimHost host, ProcessSpec who, String script) {
        List<ShellLine> lines = ShellLine.parse(script);
        return new SimShell(host, lines, host.processes().start(who));
    }

    public long pid() {
        return calls.pid();
    }

    /** Runs the lines on this thread, and ends the process. */
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

    /** Which signal has come while it was at a line, if one has. */
    private Optional<String> signal() {
        Optional<SimProcess> process = host.processes().find(pid());
        if (process.isEmpty()) {
            return Optional.of(KILLED);
        }
        boolean interrupted = host.kernel().lock().alter(process.get()::takeInterrupt);
        return interrupted ? Optional.of(INTERRUPTED) : Optional.empty();
    }
}
