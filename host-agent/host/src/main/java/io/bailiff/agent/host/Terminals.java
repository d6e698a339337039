package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says something to whoever sits in front of a process, as wall(1) does: on the terminal that the process has for its errors.
 * Where that is no terminal nobody sits there, and nothing is said.
 */
public final class Terminals {

    private static final Logger LOG = LoggerFactory.getLogger(Terminals.class);
    private static final int NO_CONTROL = 0x100;
    private static final int NON_BLOCKING = 0x800;

    private Terminals() {}

    /** Never waits: a terminal that takes nothing now does without. */
    public static void tell(long pid, String line) {
        String errors = "/proc/" + pid + "/fd/2";
        try {
            String target = RootedPaths.readLink(errors);
            if (!target.startsWith("/dev/pts/") && !target.startsWith("/dev/tty")) {
                return;
            }
            int terminal = Libc.open(errors, Libc.WRITE_ONLY | Libc.CLOSE_ON_EXEC | NO_CONTROL | NON_BLOCKING);
            try {
                byte[] words = ("\r\nbailiff-agent: " + line + "\r\n").getBytes(StandardCharsets.UTF_8);
                Libc.write(terminal, words, words.length);
            } finally {
                Libc.close(terminal);
            }
        } catch (LastErrorException gone) {
            LOG.debug("Process {} has no terminal to be told on: errno {}", pid, gone.getErrorCode());
        }
    }
}
