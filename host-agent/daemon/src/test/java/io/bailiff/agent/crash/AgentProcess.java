// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.crash;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.crash.Effects.End;
import io.bailiff.agent.sim.PipedSimFiles;
import io.bailiff.agent.sim.SimFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the agent's command line in a process of its own. The process takes one command after the other until one of them kills
 * it; the next command has a new process, so that a new process always meets what a killed one has left.
 */
final class AgentProcess implements CrashingAgent {

    private static final int SIGKILLED = 128 + 9;

    private final List<String> flags;
    private final List<String> options;
    private final String address;
    private final Function<String, Optional<String>> calls;
    private @Nullable Process process;

    private AgentProcess(
            List<String> flags, List<String> options, String address, Function<String, Optional<String>> calls) {
        this.flags = List.copyOf(flags);
        this.options = List.copyOf(options);
        this.address = address;
        this.calls = calls;
    }

    /**
     * An agent of this very host.
     *
     * @param address a function of the group that the agent moves
     * @param watched the functions that must never be loose
     */
    static AgentProcess onThisHost(Path state, String address, List<PciAddress> watched) {
        String all = watched.stream().map(PciAddress::toString).collect(Collectors.joining(","));
        return new AgentProcess(
                List.of("-D" + KillableAgent.WATCH + "=" + all, "-cp", System.getProperty("java.class.path")),
                withState(state),
                address,
                line -> Optional.empty());
    }

    /**
     * An agent of a simulated host in this process, whose kernel itself sees when a function is loose.
     *
     * @param classes the flags of the agent's JVM for its class path
     */
    static AgentProcess onSimulatedHost(SimFiles files, Path state, String address, List<String> classes) {
        return new AgentProcess(
                Stream.concat(Stream.of("-D" + KillableAgent.PIPED + "=true"), classes.stream())
                        .toList(),
                withState(state),
                address,
                line -> PipedSimFiles.answer(files, line));
    }

    private static List<String> withState(Path state) {
        return List.of("--state", state.toString());
    }

    @Override
    public Ended run(Operation operation, End end, KillPoint point) throws IOException, InterruptedException {
        Process agent = running();
        List<String> command = new ArrayList<>(List.of(end.name(), point.toString()));
        command.addAll(options);
        command.addAll(List.of(operation.arguments(address)));
        send(agent, String.join(KillableAgent.SEPARATOR, command));
        List<String> lines = new ArrayList<>();
        String line = untilTheEnd(agent, lines);
        return line == null ? died(agent, lines) : ended(line.substring(KillableAgent.ENDED.length()), lines);
    }

    private static void send(Process agent, String line) throws IOException {
        Writer input = agent.outputWriter(StandardCharsets.UTF_8);
        input.append(line).append('\n').flush();
    }

    /** Answers the process's calls, and keeps what else it prints until the command has ended; null if the process has. */
    private @Nullable String untilTheEnd(Process agent, List<String> lines) throws IOException {
        BufferedReader output = agent.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Optional<String> reply = calls.apply(line);
            if (reply.isPresent()) {
                reply(agent, reply.get());
            } else if (line.startsWith(KillableAgent.ENDED)) {
                return line;
            } else {
                lines.add(line);
            }
        }
        return null;
    }

    /** A process that was killed by one of its threads need not wait for the reply to another. */
    private static void reply(Process agent, String line) throws IOException {
        try {
            send(agent, line);
        } catch (IOException e) {
            if (agent.onExit().join().exitValue() != SIGKILLED) {
                throw e;
            }
        }
    }

    private Ended died(Process agent, List<String> lines) throws IOException, InterruptedException {
        process = null;
        int exitCode = agent.waitFor();
        String words = String.join("\n", lines);
        String lastWords = starting(lines, Effects.LAST_WORDS).findFirst().orElse("");
        if (exitCode != SIGKILLED || lastWords.isEmpty()) {
            throw new IOException("The agent's process has ended with " + exitCode + ": " + words);
        }
        return new Ended(true, exitCode, lastWords, List.of(), alarms(lines), words);
    }

    private static Ended ended(String how, List<String> lines) {
        boolean frozen = how.equals(KillableAgent.FROZEN);
        List<String> effects = starting(lines, KillableAgent.EFFECT)
                .map(line -> line.substring(KillableAgent.EFFECT.length()))
                .toList();
        int exitCode = frozen ? SIGKILLED : Integer.parseInt(how);
        return new Ended(frozen, exitCode, how, effects, alarms(lines), String.join("\n", lines));
    }

    private static List<String> alarms(List<String> lines) {
        return starting(lines, LooseWatch.ALARM).toList();
    }

    private static Stream<String> starting(List<String> lines, String with) {
        return lines.stream().filter(line -> line.startsWith(with));
    }

    private Process running() throws IOException {
        Process alive = process;
        if (alive == null) {
            alive = new ProcessBuilder(commandLine()).redirectErrorStream(true).start();
            process = alive;
        }
        return alive;
    }

    private List<String> commandLine() {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // What lives for a second is not worth compiling.
                "-XX:TieredStopAtLevel=1",
                "-XX:CompileThresholdScaling=20",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx128m",
                // A killed process would leave its file of counters in /tmp.
                "-XX:-UsePerfData",
                // To load the certificates of the world takes a third of such a process's life.
                "-Djavax.net.ssl.trustStore=NONE"));
        line.addAll(flags);
        line.add(KillableAgent.class.getName());
        return line;
    }

    @Override
    public void close() throws IOException {
        Process alive = process;
        if (alive != null) {
            // It ends when there is nothing more to read.
            alive.outputWriter(StandardCharsets.UTF_8).close();
            alive.onExit().join();
            process = null;
        }
    }
}
