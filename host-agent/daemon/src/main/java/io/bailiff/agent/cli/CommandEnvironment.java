package io.bailiff.agent.cli;

import io.bailiff.agent.group.HostNeeds;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.state.DiskFiles;
import io.bailiff.agent.state.StateFiles;

/** What stands between the commands and the world. Tests put something in the way; nothing else does. */
public interface CommandEnvironment {

    /** What a command uses in place of the host's files. */
    HostFiles host(HostFiles files);

    /** The file operations on the agent's own state. */
    StateFiles state();

    /** What the host cannot spare. */
    HostNeeds needs(HostNeeds needs);

    /** How many functions are moved at the same time. */
    int functionThreads();

    static CommandEnvironment standard() {
        return new CommandEnvironment() {
            @Override
            public HostFiles host(HostFiles files) {
                return files;
            }

            @Override
            public StateFiles state() {
                return new DiskFiles();
            }

            @Override
            public HostNeeds needs(HostNeeds needs) {
                return needs;
            }

            @Override
            public int functionThreads() {
                return 8;
            }
        };
    }
}
