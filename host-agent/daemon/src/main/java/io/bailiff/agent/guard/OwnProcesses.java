// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.host.HostFileException;

/** Recognizes the agent's own processes: the agent, and the processes for detached writes. */
final class OwnProcesses {

    private final Processes processes;
    private final long self;

    /** @param self the agent's own process id, as fanotify reports it; 0 where the agent's own opens are not reported */
    OwnProcesses(Processes processes, long self) {
        this.processes = processes;
        this.self = self;
    }

    /** Returns true if the process is the agent itself. Reads nothing. */
    boolean isAgent(long pid) {
        return pid == self;
    }

    /** Returns true if the process is the agent, or a child of the agent ({@code HostFiles.writeDetached}). */
    boolean contains(long pid) {
        try {
            return pid == self
                    || processes.stat(pid).filter(stat -> stat.parent() == self).isPresent();
        } catch (HostFileException unreadable) {
            return false;
        }
    }
}
