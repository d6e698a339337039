// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.group.HostNeeds;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.state.DiskFiles;
import io.bailiff.agent.state.StateFiles;

/** The replaceable dependencies of the commands on the host. Only tests replace a dependency. */
public interface CommandEnvironment {

    /** Returns the files for a command to use in place of the host's files. */
    HostFiles host(HostFiles files);

    /** Returns the file operations on the agent's own state. */
    StateFiles state();

    /** Returns the decisions about host-critical groups, in place of the given decisions. */
    HostNeeds needs(HostNeeds needs);

    /** Returns the number of functions moved at the same time. */
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
