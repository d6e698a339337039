// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line for the user of a process, like wall(1): on the terminal of the process's standard error. Without a terminal
 * there is no user to inform, and nothing is written.
 */
public final class Terminals {

    private static final Logger LOG = LoggerFactory.getLogger(Terminals.class);
    private static final int NO_CONTROL = 0x100;
    private static final int NON_BLOCKING = 0x800;

    private Terminals() {}

    /** Writes the line. Never waits: a blocked terminal does not get the line. */
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
            LOG.debug("cannot write to the terminal of the process pid={} error=errno {}", pid, gone.getErrorCode());
        }
    }
}
