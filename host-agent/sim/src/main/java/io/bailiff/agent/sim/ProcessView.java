package io.bailiff.agent.sim;

import java.util.List;

/**
 * A process of a simulated host, for people.
 *
 * @param pid its id
 * @param parent its parent's
 * @param name its name
 * @param command its command line; empty for a thread of the kernel
 * @param cgroup its control group
 * @param state as in {@code /proc/PID/status}: {@code D (disk sleep)} while an open of it is held
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
