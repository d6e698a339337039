// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The host's own log, the first place for administrators to look: syslog(3). If systemd already has the agent's output in the
 * journal, the journal is the host's log, and nothing is written twice.
 */
public final class HostLog {

    private static final int LOG_DAEMON = 3 << 3;
    private static final int LOG_WARNING = 4;
    private static final String JOURNAL = "JOURNAL_STREAM";

    /** The destination of the agent's own log. */
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    static {
        Native.register(HostLog.class, NativeLibrary.getProcess(Map.of(Library.OPTION_STRING_ENCODING, "UTF-8")));
    }

    private HostLog() {}

    /** Returns the writer of lines to the host's log; discards the lines if the agent's own log already goes to the journal. */
    public static Consumer<String> writer() {
        return isJournal(System.getenv(JOURNAL), STANDARD_ERROR) ? line -> {} : HostLog::write;
    }

    /**
     * Returns true if the output goes to the journal. All descendants of a service inherit the variable, even with output to
     * another file, so the method compares the variable's device and inode (systemd.exec(5), "$JOURNAL_STREAM").
     *
     * @param stream device and inode of the journal's socket, or null
     * @param output the file of the output
     */
    static boolean isJournal(@Nullable String stream, Path output) {
        try {
            return stream != null
                    && stream.equals(
                            Files.getAttribute(output, "unix:dev") + ":" + Files.getAttribute(output, "unix:ino"));
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static void write(String line) {
        syslog(LOG_DAEMON | LOG_WARNING, "%s", "bailiff-agent: " + line);
    }

    private static native void syslog(int priority, String format, String line);
}
