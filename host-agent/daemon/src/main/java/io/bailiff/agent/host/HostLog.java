package io.bailiff.agent.host;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The host's own log, where its administrators look first: syslog(3). Where systemd has the agent's output in its journal
 * already, that is the host's log, and nothing is written twice.
 */
public final class HostLog {

    private static final int LOG_DAEMON = 3 << 3;
    private static final int LOG_WARNING = 4;
    private static final String JOURNAL = "JOURNAL_STREAM";

    static {
        Native.register(HostLog.class, NativeLibrary.getProcess(Map.of(Library.OPTION_STRING_ENCODING, "UTF-8")));
    }

    private HostLog() {}

    /** Where to write lines to; nowhere if the agent's own log is there already. */
    public static Consumer<String> writer() {
        return System.getenv(JOURNAL) == null ? HostLog::write : line -> {};
    }

    private static void write(String line) {
        syslog(LOG_DAEMON | LOG_WARNING, "%s", "bailiff-agent: " + line);
    }

    private static native void syslog(int priority, String format, String line);
}
