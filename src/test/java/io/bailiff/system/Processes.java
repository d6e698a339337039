// SPDX-License-Identifier: Apache-2.0
package io.bailiff.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts the product's jars as an operator would, and ends what it has started. */
final class Processes implements AutoCloseable {

    /** The root of the sources. */
    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    static final Path MANAGER_JAR = ROOT.resolve("manager-service/server/target/bailiff-manager-exec.jar");
    static final Path AGENT_JAR = ROOT.resolve("host-agent/daemon/target/bailiff-agent.jar");
    static final Path SIMULATION_JAR = ROOT.resolve("host-agent/demo/target/bailiff-sim.jar");

    private final Path logs;
    private final List<Process> started = new ArrayList<>();

    /** @param logs the folder that gets one log file per process */
    Processes(Path logs) {
        this.logs = logs;
    }

    /** The manager, with the simulation beside it, so that it knows simulated hosts. */
    Process manager(String logName, String... arguments) {
        Path simulation = built(ROOT.resolve("host-agent/sim/target/host-agent-sim.jar"));
        return start(
                List.of(
                        "-Dloader.path=" + simulation,
                        "-cp",
                        built(MANAGER_JAR).toString(),
                        "org.springframework.boot.loader.launch.PropertiesLauncher"),
                logName,
                arguments);
    }

    /** A command of the manager's jar. */
    Process managerCommand(String... arguments) {
        return start(List.of("-jar", built(MANAGER_JAR).toString()), "manager-command", arguments);
    }

    /** {@code bailiff-sim}. */
    Process simulation(String logName, String... arguments) {
        return start(List.of("-jar", built(SIMULATION_JAR).toString()), logName, arguments);
    }

    /** Runs a jar to its end, and returns everything that the jar printed. */
    String output(Path jar, String... arguments) throws IOException, InterruptedException {
        String name = jar.getFileName() + "-output";
        Process process = start(List.of("-jar", built(jar).toString()), name, arguments);
        process.waitFor();
        return Files.readString(log(name));
    }

    private static Path built(Path jar) {
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar
                    + " is not built. Run mvn -DskipTests package first; make test builds all jars before any test");
        }
        return jar;
    }

    private Process start(List<String> program, String logName, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(program);
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(log(logName).toFile()))
                    .start();
            started.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path log(String name) {
        return logs.resolve(name + ".log");
    }

    /** SIGKILL, and wait until it is gone. */
    static void kill(Process process) {
        process.destroyForcibly();
        awaitEnd(process);
    }

    private static void awaitEnd(Process process) {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("process " + process.pid() + " did not end within 60 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits for the end of a command, which must have succeeded. */
    static void awaitSuccess(Process process) {
        awaitEnd(process);
        if (process.exitValue() != 0) {
            throw new AssertionError("a command has ended with exit code " + process.exitValue());
        }
    }

    /** A TCP port of this machine that nobody has now. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        started.forEach(Process::destroy);
        started.forEach(Processes::endAtLast);
    }

    private static void endAtLast(Process process) {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                kill(process);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
