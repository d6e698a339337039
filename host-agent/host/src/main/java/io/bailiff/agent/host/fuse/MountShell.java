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
 * <p>The process is a shell that executes one command after the other, so that a command costs the start of one {@code mount} or one
 * {@code umount} of util-linux, for any number of files.
 */
final class MountShell implements AutoCloseable {

    private static final Duration LOOK = Duration.ofNanos(200_000);

    /** The time for each file of a command, above the time for the command. A mount is copied into the namespace of each service. */
    private static final Duration FOR_FILE = Duration.ofMillis(100);

    /**
     * Reads a command and its two arguments, one a line; the targets of an unmount follow, one a line. Answers with the status and, in the
     * same line, the error messages.
     */
    private static final String SCRIPT = """
            trap '' HUP INT TERM
            while IFS= read -r command && IFS= read -r first && IFS= read -r second; do
              case "$command" in
                bind) message=$(mount -a -T "$first" 2>&1 3>&-) ;;
                detach)
                  set --
                  while [ $# -lt "$first" ] && IFS= read -r target; do set -- "$@" "$target"; done
                  message=$(umount -l -c -- "$@" 2>&1 3>&-)
                  ;;
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

    /**
     * Mounts files over other files, in the order of the table.
     *
     * @throws HostFileException if one of the files could not be mounted; the others are mounted all the same, except after a timeout
     */
    void bind(BindTable table) throws HostFileException {
        exchange("bind", table.place(), "", List.of(), table.size());
    }

    /**
     * Unmounts the topmost mount of each target, also if the mount is in use (MNT_DETACH).
     *
     * @param targets a target with several mounts is named several times
     * @throws HostFileException if one of the targets could not be unmounted; the others are unmounted all the same
     */
    void detach(List<String> targets) throws HostFileException {
        exchange("detach", Integer.toString(targets.size()), "", targets, targets.size());
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
        return exchange(command, first, second, List.of(), 1);
    }

    private long exchange(String command, String first, String second, List<String> lines, int count)
            throws HostFileException {
        String target = count == 1 ? last(first, second, lines) : count + " files";
        StringBuilder text = new StringBuilder();
        Stream.concat(Stream.of(command, first, second), lines.stream())
                .forEach(line -> text.append(line).append('\n'));
        if (text.chars().filter(character -> character == '\n').count() != 3 + lines.size()) {
            throw new HostFileException(HostError.INVALID, target, "cannot mount over a path with a line feed");
        }
        String answer = answer(text.toString(), target, limit.plus(FOR_FILE.multipliedBy(count)));
        String[] parts = answer.split(" ", 3);
        if (!parts[0].equals("0")) {
            throw new HostFileException(
                    HostError.OTHER, target, "the command for mounts failed: " + command + ": " + answer);
        }
        return Long.parseLong(parts[1]);
    }

    private static String last(String first, String second, List<String> lines) {
        return !lines.isEmpty() ? lines.get(0) : second.isEmpty() ? first : second;
    }

    private String answer(String text, String target, Duration atMost) throws HostFileException {
        try {
            OutputStream input = process.getOutputStream();
            input.write(text.getBytes(StandardCharsets.UTF_8));
            input.flush();
            return line(target, atMost);
        } catch (HostFileException late) {
            throw late;
        } catch (IOException failure) {
            throw new HostFileException(
                    HostError.OTHER, target, "the process for mounts has ended: " + failure.getMessage());
        }
    }

    /** Reads a line without a wait in the kernel, because the process may never answer. */
    private String line(String target, Duration atMost) throws IOException {
        InputStream output = process.getInputStream();
        StringBuilder line = new StringBuilder();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < atMost.toNanos()) {
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
                HostError.TIMED_OUT, target, "the mount is not finished after " + atMost.toMillis() + " ms");
    }

    /**
     * Ends the process and its command. The kernel does not end a hanging mount; but after this mount, the command mounts nothing more.
     */
    @Override
    public void close() {
        List<ProcessHandle> commands = process.descendants().toList();
        process.destroyForcibly();
        commands.forEach(ProcessHandle::destroyForcibly);
    }
}
