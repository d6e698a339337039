// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A write in a separate process: a kernel that never finishes the write blocks only the separate process, and not the agent.
 *
 * <p>A write past the time limit is left alone. Killing the process would not stop the write: the first signal makes the
 * kernel's wait uninterruptible (vfio_unregister_group_dev). The hung-task watchdog then counts the wait, and may be set to
 * panic. For the same reason the process ignores the signals that a terminal or a service manager sends to all processes of the
 * agent.
 */
final class DetachedWrite {

    /** {@code dd} opens with O_WRONLY and, with these options, neither creates nor truncates; a shell's redirection would do both. */
    private static final List<String> COMMAND = List.of(
            "/bin/sh",
            "-c",
            "trap '' HUP INT TERM; exec dd bs=4096 conv=notrunc,nocreat status=none of=\"$1\"",
            "bailiff-write");

    private final String place;
    private final String path;

    DetachedWrite(String place, String path) {
        this.place = place;
        this.path = path;
    }

    void write(byte[] value, Duration timeout) throws HostFileException {
        Process process = start();
        try {
            feed(process, value);
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw outOfTime(timeout);
            }
            if (process.exitValue() != 0) {
                throw Errno.fromMessage(lastWords(process), path);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new HostFileException(
                    HostError.TIMED_OUT, path, "the agent is stopping and did not wait for the write");
        } finally {
            leaveRunning(process);
        }
    }

    private Process start() throws HostFileException {
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(COMMAND.stream(), Stream.of(place)).toList());
        builder.environment().clear();
        builder.environment().putAll(Map.of("LC_ALL", "C", "PATH", "/usr/sbin:/usr/bin:/sbin:/bin"));
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        try {
            return builder.start();
        } catch (IOException failure) {
            throw new HostFileException(
                    HostError.OTHER, path, "cannot start a process for the write: " + failure.getMessage());
        }
    }

    /**
     * Writes the value to the process's input. If the process has already ended, the exit status and the error output give the
     * reason.
     */
    private static void feed(Process process, byte[] value) throws HostFileException {
        try (OutputStream input = process.getOutputStream()) {
            input.write(value);
        } catch (IOException ended) {
            // EPIPE; the caller reads the exit status next.
        }
    }

    private static String lastWords(Process process) {
        try {
            return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException failure) {
            return "the write failed, and the error output is unreadable: " + failure.getMessage();
        }
    }

    private HostFileException outOfTime(Duration timeout) {
        return new HostFileException(
                HostError.TIMED_OUT,
                path,
                "the write is not finished after " + timeout.toMillis() + " ms, and may finish later");
    }

    /**
     * Closes the agent's ends of the pipes. The JDK's reaper thread, a daemon thread, collects the process at the end of the
     * process.
     */
    private void leaveRunning(Process process) throws HostFileException {
        try {
            process.getErrorStream().close();
        } catch (IOException failure) {
            throw new HostFileException(HostError.OTHER, path, String.valueOf(failure.getMessage()));
        }
    }
}
