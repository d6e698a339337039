package io.bailiff.agent.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the agent's command line in a process of its own, which may be told to kill itself. */
final class AgentProcess {

    /** The exit code when the frozen operation ended before the place where it should have been frozen. */
    static final int NOTHING_TO_FREEZE = 99;

    private static final int SIGKILLED = 128 + 9;
    private static final long SECONDS = 120;

    private final List<String> options;
    private final String watched;

    /**
     * An agent of one host.
     *
     * @param options which host, and which state directory
     * @param watched the functions that must never be loose, with commas
     */
    AgentProcess(List<String> options, String watched) {
        this.options = List.copyOf(options);
        this.watched = watched;
    }

    /**
     * How a process has ended.
     *
     * @param exitCode its exit code
     * @param words what it printed
     */
    record Ended(int exitCode, String words) {

        boolean killed() {
            return exitCode == SIGKILLED;
        }

        /** Where it was killed, by its own words. */
        String lastWords() {
            return words.lines()
                    .filter(line -> line.startsWith(Effects.LAST_WORDS))
                    .findFirst()
                    .orElse("(no last words)");
        }

        List<String> alarms() {
            return words.lines()
                    .filter(line -> line.startsWith(LooseWatch.ALARM))
                    .toList();
        }
    }

    Ended run(KillPoint kill, String... command) throws IOException, InterruptedException {
        return start(Map.of(KillableAgent.KILL, kill.toString()), command);
    }

    /** In one process: a command that ends at a place as if killed, and then another that is really killed. */
    Ended runAfter(KillPoint freeze, List<String> frozenCommand, KillPoint kill, String... command)
            throws IOException, InterruptedException {
        String frozen = String.join(" ", withOptions(frozenCommand));
        return start(
                Map.of(
                        KillableAgent.FREEZE, freeze.toString(),
                        KillableAgent.FROZEN_COMMAND, frozen,
                        KillableAgent.KILL, kill.toString()),
                command);
    }

    private Ended start(Map<String, String> properties, String... command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx128m",
                // To load the certificates of the world takes a third of such a process's life.
                "-Djavax.net.ssl.trustStore=NONE",
                "-cp",
                System.getProperty("java.class.path")));
        properties.forEach((name, value) -> line.add("-D" + name + "=" + value));
        line.add("-D" + KillableAgent.WATCH + "=" + watched);
        line.add(KillableAgent.class.getName());
        line.addAll(withOptions(List.of(command)));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("The agent does not end: " + words);
        }
        return new Ended(process.exitValue(), words);
    }

    private List<String> withOptions(List<String> command) {
        List<String> all = new ArrayList<>(options);
        all.addAll(command);
        return all;
    }
}
