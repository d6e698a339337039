package io.bailiff.agent.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * A process of a simulated host, as its {@code /proc} tells of it. All of them run as root.
 *
 * @param name its name: the first 15 bytes show as {@code comm}
 * @param commandLine its command line; empty for a thread of the kernel
 * @param executable its program; empty for a thread of the kernel
 * @param parent its parent, or 0
 * @param cgroup its control group
 * @param loginUid who has logged in to start it; {@link #NOBODY} if it was not started from a login
 */
public record ProcessSpec(
        String name, List<String> commandLine, String executable, long parent, String cgroup, long loginUid) {

    /** The {@code loginuid} of what no login has started. */
    public static final long NOBODY = 0xffffffffL;

    /** The control group of the shells that root has open. */
    public static final String SESSION = "/user.slice/user-0.slice/session-3.scope";

    private static final int LONGEST_COMM = 15;

    public ProcessSpec {
        commandLine = List.copyOf(commandLine);
    }

    /** A service of systemd. */
    public static ProcessSpec service(String unit, String executable, String... arguments) {
        String name = executable.substring(executable.lastIndexOf('/') + 1);
        return new ProcessSpec(name, with(executable, arguments), executable, 1, "/system.slice/" + unit, NOBODY);
    }

    /** A command that root runs in a login shell. */
    public static ProcessSpec command(String executable, String... arguments) {
        String name = executable.substring(executable.lastIndexOf('/') + 1);
        return new ProcessSpec(name, with(name, arguments), executable, SimProcesses.LOGIN_SHELL, SESSION, 0);
    }

    /** The same process in another control group: {@code /system.slice/backup.service}. */
    public ProcessSpec inCgroup(String other) {
        return new ProcessSpec(name, commandLine, executable, parent, other, loginUid);
    }

    /** The same process with another parent. */
    public ProcessSpec childOf(long other) {
        return new ProcessSpec(name, commandLine, executable, other, cgroup, loginUid);
    }

    String comm() {
        return name.substring(0, Math.min(LONGEST_COMM, name.length()));
    }

    private static List<String> with(String first, String... rest) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(rest));
        return all;
    }
}
