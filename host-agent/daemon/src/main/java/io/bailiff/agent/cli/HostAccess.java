// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.guard.GuardBackends;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.ModuleLoader;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Access to the host of a command. An implementation declares the options for the choice of the host, with picocli's annotations. */
public interface HostAccess {

    /** Returns the files of the host. */
    HostFiles files();

    /**
     * Returns the files of the host for the agent that guards the host: the agent's reads and writes go past the covers of the control files,
     * and never wait for the agent.
     */
    default HostFiles guardFiles() {
        return files();
    }

    /** Returns the loader of modules into the host's kernel. */
    ModuleLoader modules();

    /**
     * Opens the guard's interceptor and source of uevents. Without an interceptor the agent keeps working, and reports
     * that the host is unguarded.
     *
     * @param state the directory of the agent's journals
     */
    GuardBackends backends(Path state) throws HostFileException;

    /** Returns the writer of lines to the host's own log. */
    Consumer<String> hostLog();

    /** Returns true for the machine of this process. Only root may move devices there, and {@code doctor} can examine the guard. */
    boolean isThisMachine();

    /** Returns the machine of this process. */
    static HostAccess thisMachine() {
        return new LinuxHost();
    }
}
