// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads files shown by the kernel only under the device's lock: {@code driver_override}, up to Linux 6.3 at least
 * (driver_override_show in drivers/pci/pci-sysfs.c). An unbind that waits for a guest holds the lock for as long as the guest
 * likes. A thread of the agent waiting for the lock could not be killed, nor could the agent. Separate shells therefore read
 * the files; a stuck shell is abandoned. Safe for any number of threads.
 */
final class LockedReads {

    /** Reads one path per line; prints {@code =} and the file's first line, or {@code !} if the file cannot be read. */
    private static final String LOOP = """
            trap '' HUP INT TERM
            while IFS= read -r path; do
              line=
              if IFS= read -r line < "$path" || [ -n "$line" ]; then printf '=%s\\n' "$line"; else printf '!\\n'; fi
            done""";

    private static final Duration BETWEEN_LOOKS = Duration.ofNanos(100_000);

    /**
     * The time after a read that came too late in which the file counts as locked without another read. A survey of the host reads a
     * file several times; each read would wait for the whole time limit, and would leave another stuck shell behind.
     */
    private static final Duration STAYS_LOCKED = Duration.ofSeconds(2);

    private final Duration timeouts;
    private final ConcurrentLinkedDeque<Shell> idle = new ConcurrentLinkedDeque<>();
    private final Map<String, Long> lateAt = new ConcurrentHashMap<>();

    /** @param timeouts the time after which a shell counts as stuck */
    LockedReads(Duration timeouts) {
        this.timeouts = timeouts;
    }

    static boolean concerns(String path) {
        return path.endsWith("/driver_override") && path.indexOf('\n') < 0;
    }

    /**
     * Returns the file's first line.
     *
     * @return empty if the file has no line or cannot be read; an ordinary read then gives the reason
     * @throws HostFileException {@link HostError#TIMED_OUT} if the kernel does not show the line within the time limit,
     *     {@link HostError#OTHER} if the shell fails
     */
    Optional<String> firstLine(String place, String path) throws HostFileException {
        if (wasLateJustNow(place)) {
            throw late(path);
        }
        Shell known = idle.pollFirst();
        try {
            Shell shell = known != null && known.process.isAlive() ? known : Shell.start();
            String answer = shell.ask(place, timeouts);
            idle.addFirst(shell);
            return answer.startsWith("=") ? Optional.of(answer.substring(1)) : Optional.empty();
        } catch (LateException late) {
            lateAt.put(place, System.nanoTime());
            throw late(path);
        } catch (IOException failure) {
            throw new HostFileException(
                    HostError.OTHER, path, "the shell for the read failed: " + failure.getMessage());
        }
    }

    private boolean wasLateJustNow(String place) {
        Long late = lateAt.get(place);
        if (late == null || System.nanoTime() - late < STAYS_LOCKED.toNanos()) {
            return late != null;
        }
        lateAt.remove(place, late);
        return false;
    }

    private HostFileException late(String path) {
        return new HostFileException(
                HostError.TIMED_OUT,
                path,
                "cannot read within " + timeouts.toMillis()
                        + " ms; the lock of the function is held, for example by an unbind that waits for a guest");
    }

    /** A shell process for reading files in sequence. The shell ends when the agent ends. */
    private record Shell(Process process, Writer questions, BufferedReader answers) {

        static Shell start() throws IOException {
            ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", LOOP, "bailiff-read");
            builder.environment().clear();
            builder.environment().putAll(Map.of("LC_ALL", "C", "PATH", "/usr/sbin:/usr/bin:/sbin:/bin"));
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
            Process process = builder.start();
            return new Shell(
                    process,
                    process.outputWriter(StandardCharsets.UTF_8),
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
        }

        String ask(String place, Duration timeouts) throws IOException {
            questions.write(place + "\n");
            questions.flush();
            long start = System.nanoTime();
            while (!answers.ready()) {
                if (!process.isAlive()) {
                    throw new IOException("the shell has ended");
                }
                if (System.nanoTime() - start > timeouts.toNanos()) {
                    questions.close();
                    answers.close();
                    throw new LateException();
                }
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            }
            return answers.readLine();
        }
    }

    /** The shell's answer did not arrive within the time limit. */
    private static final class LateException extends IOException {}
}
