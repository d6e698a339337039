// SPDX-License-Identifier: Apache-2.0
package io.bailiff.system;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The demo as {@code make run} starts it, without the build and on free ports. */
final class Demo implements AutoCloseable {

    private static final String FIRST_LINE = "Bailiff is up";
    private static final String LAST_LINE = "Ctrl-C ends the demo.";
    private static final Duration UP_WITHIN = Duration.ofMinutes(3);
    private static final Duration DOWN_WITHIN = Duration.ofMinutes(1);

    private final int port = Processes.freePort();
    private final int agentPort = Processes.freePort();
    private final int simulatorPort = Processes.freePort();
    private final Path output;
    private final Process script;

    private Demo(Path folder) throws IOException {
        this.output = folder.resolve("demo.log");
        ProcessBuilder command =
                new ProcessBuilder(Processes.ROOT.resolve("scripts/run-demo").toString());
        command.environment()
                .putAll(Map.of(
                        "BUILT", "yes",
                        "ARCHIVE", "no",
                        "PORT", Integer.toString(port),
                        "AGENT_PORT", Integer.toString(agentPort),
                        "SIM_PORT", Integer.toString(simulatorPort),
                        "JAVA_HOME", System.getProperty("java.home")));
        this.script = command.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /**
     * Starts the demo and returns when it has printed its walk.
     *
     * @param folder gets the output of the script
     */
    static Demo start(Path folder) throws IOException {
        Demo demo = new Demo(folder);
        try {
            await().atMost(UP_WITHIN)
                    .until(() -> !demo.script.isAlive() || demo.printed().contains(LAST_LINE));
            if (!demo.script.isAlive()) {
                throw new AssertionError("scripts/run-demo ended before the demo was up. Its output:\n"
                        + String.join("\n", demo.printed()));
            }
            return demo;
        } catch (Throwable failure) {
            demo.close();
            throw failure;
        }
    }

    int port() {
        return port;
    }

    int simulatorPort() {
        return simulatorPort;
    }

    /** The lines that the script prints when the demo is up, from the first to the last. */
    List<String> walk() {
        List<String> lines = printed();
        List<String> fromFirst =
                lines.stream().dropWhile(line -> !line.startsWith(FIRST_LINE)).toList();
        return fromFirst.subList(0, fromFirst.indexOf(LAST_LINE) + 1);
    }

    private List<String> printed() {
        try {
            return Files.readAllLines(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the demo as Ctrl-C does, and keeps its logs only. Fails if one of its processes is still there afterwards. */
    @Override
    public void close() throws IOException {
        List<ProcessHandle> all = Stream.concat(Stream.of(script.toHandle()), script.descendants())
                .toList();
        script.destroy();
        try {
            await().atMost(DOWN_WITHIN).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
        } finally {
            all.forEach(ProcessHandle::destroyForcibly);
        }
        keepLogs(Processes.ROOT.resolve("run/demo-" + port), Path.of("target/demo"));
    }

    private static void keepLogs(Path data, Path logs) throws IOException {
        Files.createDirectories(logs);
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (file.toString().endsWith(".log")) {
                    Files.copy(file, logs.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
                Files.delete(file);
            }
        }
    }
}
