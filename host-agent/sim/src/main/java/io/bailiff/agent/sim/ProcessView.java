// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.List;

/**
 * A process of a simulated host, for people.
 *
 * @param pid the process id
 * @param parent the parent's process id
 * @param name the process's name
 * @param command the command line; empty for a kernel thread
 * @param cgroup the control group
 * @param state the state in {@code /proc/PID/status}: {@code D (disk sleep)} while an open of the process is held
 */
public record ProcessView(long pid, long parent, String name, List<String> command, String cgroup, String state) {

    public ProcessView {
        command = List.copyOf(command);
    }

    static ProcessView of(SimProcess process) {
        ProcessSpec spec = process.spec;
        return new ProcessView(
                process.pid(), spec.parent(), spec.comm(), spec.commandLine(), spec.cgroup(), process.state());
    }
}
