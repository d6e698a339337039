// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import io.bailiff.agent.host.Errno;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A write by a child process, without a time limit. The kernel may never finish the write, and a thread of the agent in such a write would
 * keep the agent from ending. The child ignores the signals that end the agent: a signal would not stop the write.
 *
 * <p>The agent opens the file, so that the open is the agent's own; the child inherits the open file as the standard output.
 */
final class WriteProcess {

    private static final List<String> COMMAND =
            List.of("/bin/sh", "-c", "trap '' HUP INT TERM; exec dd bs=4096 status=none", "bailiff-write");

    private WriteProcess() {}

    /** Writes the text in one call; returns the number of written bytes, or the negative errno. */
    static int write(String place, byte[] text) {
        try {
            Process process = start(place);
            try (OutputStream input = process.getOutputStream()) {
                input.write(text);
            } catch (IOException ended) {
                // EPIPE; the exit status and the error output give the reason.
            }
            String message = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? text.length : -Errno.numberIn(message);
        } catch (IOException failure) {
            return -Errno.numberIn(String.valueOf(failure.getMessage()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return -Numbers.EIO;
        }
    }

    /** Opens with O_APPEND, because other modes of the JDK truncate; sysfs ignores the flag. */
    private static Process start(String place) throws IOException {
        if (!new File(place).exists()) {
            // An open for appending would create the file elsewhere than in sysfs.
            throw new IOException("the file is gone: No such device");
        }
        ProcessBuilder builder = new ProcessBuilder(COMMAND);
        builder.environment().clear();
        builder.environment().putAll(Map.of("LC_ALL", "C", "PATH", "/usr/sbin:/usr/bin:/sbin:/bin"));
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(new File(place)));
        return builder.start();
    }
}
