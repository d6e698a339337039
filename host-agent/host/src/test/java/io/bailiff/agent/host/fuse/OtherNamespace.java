// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bailiff.agent.host.HostFileException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A sleeping process in a mount namespace of its own: process 1 as seen by an agent in a namespace of the agent's own. */
public final class OtherNamespace implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Process sleeper;

    private OtherNamespace(Process sleeper) {
        this.sleeper = sleeper;
    }

    /**
     * Starts the process.
     *
     * @param propagation the propagation of mounts between the namespaces, as in unshare(1)
     * @param preparation a command of the shell, executed in the new namespace
     */
    public static OtherNamespace start(String propagation, String preparation) throws IOException {
        Process sleeper = new ProcessBuilder(
                        "unshare",
                        "-m",
                        "--propagation",
                        propagation,
                        "sh",
                        "-c",
                        preparation + " && echo ready && exec sleep 2147483647")
                .redirectErrorStream(true)
                .start();
        String answer = new BufferedReader(new InputStreamReader(sleeper.getInputStream(), UTF_8)).readLine();
        if (!"ready".equals(answer)) {
            throw new IOException("cannot prepare a mount namespace: " + answer);
        }
        return new OtherNamespace(sleeper);
    }

    MountNamespace mountNamespace() {
        return MountNamespace.of(sleeper.pid(), LIMIT);
    }

    /** Returns an interceptor that covers files in the namespace: see {@link FuseWriteInterceptor#open}. */
    public FuseWriteInterceptor interceptor(Path directory, Path state, UnaryOperator<String> realPlace)
            throws HostFileException {
        return FuseWriteInterceptor.open(new Setting(directory, state, mountNamespace(), realPlace));
    }

    /** Returns a command that runs in the namespace, with the same process id. */
    public List<String> command(String... words) {
        List<String> command = new ArrayList<>(List.of("nsenter", "-t", Long.toString(sleeper.pid()), "-m", "--"));
        command.addAll(List.of(words));
        return command;
    }

    /** Returns the namespace's mounts with a text. */
    List<String> mounts(String text) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + sleeper.pid() + "/mountinfo"), UTF_8).stream()
                .filter(line -> line.contains(text))
                .toList();
    }

    @Override
    public void close() {
        sleeper.destroyForcibly();
    }
}
