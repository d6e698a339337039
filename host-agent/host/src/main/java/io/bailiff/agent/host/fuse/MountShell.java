// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A child process that mounts and unmounts. A mount may hang in the kernel, and asks the agent's own server for the files: a thread of the
 * agent in such a mount could keep a killed agent from ending.
 *
 * <p>The process is a shell that executes one command after the other, so that a command costs the start of {@code mount} and no more.
 */
final class MountShell implements AutoCloseable {

    private static final Duration LOOK = Duration.ofNanos(200_000);

    /** Reads a command and its two arguments, one a line. Answers with the status and, in the same line, the error messages. */
    private static final String SCRIPT = """
            trap '' HUP INT TERM
            while IFS= read -r command && IFS= read -r first && IFS= read -r second; do
              case "$command" in
                bind) message=$(mount --bind -- "$first" "$second" 2>&1 3>&-) ;;
                detach) message=$(umount -l -c -- "$first" 2>&1 3>&-) ;;
                connect)
                  message=
                  [ -c /dev/fuse ] || message=$(modprobe fuse 2>&1)
                  if [ -c /dev/fuse ] && exec 3<>/dev/fuse; then
                    message=$(mount -i -t fuse -o "fd=3,$first" bailiff "$second" 2>&1)
                  else
                    message="there is no /dev/fuse $message"
                    false
                  fi
                  ;;
                disconnect) message=; exec 3>&- ;;
                ask) message=$(stat -f -- "$first" 2>&1 >/dev/null) ;;
              esac
              echo "$? $$ "$message
            done
            """;

    private final Process process;
    private final Duration limit;

    /**
     * Starts the process.
     *
     * @param prefix the command that enters the mount namespace; empty for the agent's own
     * @param limit the time limit for a command
     */
    MountShell(List<String> prefix, Duration limit) throws HostFileException {
        this.limit = limit;
        ProcessBuilder builder = new ProcessBuilder(command(prefix));
        builder.environment().clear();
        builder.environment().putAll(Map.of("LC_ALL", "C", "PATH", "/usr/sbin:/usr/bin:/sbin:/bin"));
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            process = builder.start();
        } catch (IOException failure) {
            throw new HostFileException(
                    HostError.OTHER, "mount", "cannot start a process for mounts: " + failure.getMessage());
        }
    }

    static List<String> command(List<String> prefix) {
        return Stream.concat(prefix.stream(), Stream.of("/bin/sh", "-c", SCRIPT, "bailiff-mount"))
                .toList();
    }

    /** Mounts a file over another file. */
    void bind(String source, String target) throws HostFileException {
        execute("bind", source, target);
    }

    /** Unmounts the topmost mount of a file, also if the mount is in use (MNT_DETACH). */
    void detach(String target) throws HostFileException {
        execute("detach", target, "");
    }

    /**
     * Mounts a new FUSE file system.
     *
     * @return the process id of the shell, in the pid namespace of the shell; descriptor 3 is the connection
     */
    long connect(String options, String directory) throws HostFileException {
        return execute("connect", options, directory);
    }

    /** Closes the shell's descriptor of the FUSE connection. */
    void disconnect() throws HostFileException {
        execute("disconnect", "", "");
    }

    /** Sends a request to the server of a file system, and waits for the answer. */
    void ask(String directory) throws HostFileException {
        execute("ask", directory, "");
    }

    private long execute(String command, String first, String second) throws HostFileException {
        String target = second.isEmpty() ? first : second;
        if ((first + second).indexOf('\n') >= 0) {
            throw new HostFileException(HostError.INVALID, target, "cannot mount over a path with a line feed");
        }
        String answer = exchange(command + '\n' + first + '\n' + second + '\n', target);
        String[] parts = answer.split(" ", 3);
        if (!parts[0].equals("0")) {
            throw new HostFileException(
                    HostError.OTHER, target, "the command for mounts failed: " + command + ": " + answer);
        }
        return Long.parseLong(parts[1]);
    }

    private String exchange(String text, String target) throws HostFileException {
        try {
            OutputStream input = process.getOutputStream();
            input.write(text.getBytes(StandardCharsets.UTF_8));
            input.flush();
            return line(target);
        } catch (HostFileException late) {
            throw late;
        } catch (IOException failure) {
            throw new HostFileException(
                    HostError.OTHER, target, "the process for mounts has ended: " + failure.getMessage());
        }
    }

    /** Reads a line without a wait in the kernel, because the process may never answer. */
    private String line(String target) throws IOException {
        InputStream output = process.getInputStream();
        StringBuilder line = new StringBuilder();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < limit.toNanos()) {
            if (output.available() == 0) {
                if (!process.isAlive()) {
                    throw new IOException("no answer");
                }
                LockSupport.parkNanos(LOOK.toNanos());
                continue;
            }
            int next = output.read();
            if (next == '\n') {
                return line.toString();
            }
            line.append((char) next);
        }
        throw new HostFileException(
                HostError.TIMED_OUT, target, "the mount is not finished after " + limit.toMillis() + " ms");
    }

    /** Ends the process. A hanging mount is left alone: the kernel does not end the mount. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
