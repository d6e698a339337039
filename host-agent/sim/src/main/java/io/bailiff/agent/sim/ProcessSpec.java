// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * A process of a simulated host, as shown by {@code /proc}. All processes run as root.
 *
 * @param name the process's name: the first 15 bytes show as {@code comm}
 * @param commandLine the command line; empty for a kernel thread
 * @param executable the program; empty for a kernel thread
 * @param parent the parent's id, or 0
 * @param cgroup the control group
 * @param loginUid the user of the login session; {@link #NOBODY} without a login
 * @param ownSysfs true if the process sees another mount of sysfs, as in a container: without the covers of {@link SimWriteInterceptor}
 */
public record ProcessSpec(
        String name,
        List<String> commandLine,
        String executable,
        long parent,
        String cgroup,
        long loginUid,
        boolean ownSysfs) {

    /** The {@code loginuid} of processes without a login. */
    public static final long NOBODY = 0xffffffffL;

    /** The control group of root's open shells. */
    public static final String SESSION = "/user.slice/user-0.slice/session-3.scope";

    private static final int LONGEST_COMM = 15;

    public ProcessSpec {
        commandLine = List.copyOf(commandLine);
    }

    public ProcessSpec(
            String name, List<String> commandLine, String executable, long parent, String cgroup, long loginUid) {
        this(name, commandLine, executable, parent, cgroup, loginUid, false);
    }

    /** Returns a systemd service. */
    public static ProcessSpec service(String unit, String executable, String... arguments) {
        String name = executable.substring(executable.lastIndexOf('/') + 1);
        return new ProcessSpec(name, with(executable, arguments), executable, 1, "/system.slice/" + unit, NOBODY);
    }

    /** Returns a command run by root in a login shell. */
    public static ProcessSpec command(String executable, String... arguments) {
        String name = executable.substring(executable.lastIndexOf('/') + 1);
        return new ProcessSpec(name, with(name, arguments), executable, SimProcesses.LOGIN_SHELL, SESSION, 0);
    }

    /** Returns the same process in another control group: {@code /system.slice/backup.service}. */
    public ProcessSpec inCgroup(String other) {
        return new ProcessSpec(name, commandLine, executable, parent, other, loginUid, ownSysfs);
    }

    /** Returns the same process with another parent. */
    public ProcessSpec childOf(long other) {
        return new ProcessSpec(name, commandLine, executable, other, cgroup, loginUid, ownSysfs);
    }

    /** Returns the same process with a sysfs of its own. */
    public ProcessSpec withOwnSysfs() {
        return new ProcessSpec(name, commandLine, executable, parent, cgroup, loginUid, true);
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
