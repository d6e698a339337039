// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.schedule;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.WatchedHostFiles;
import io.bailiff.agent.sim.SimFiles;
import java.util.List;

/** The host's files as an agent meets them that may be killed at any write, and to whom /proc may be closed. */
final class KillableHostFiles extends WatchedHostFiles {

    private final ScheduledHost host;

    KillableHostFiles(SimFiles files, ScheduledHost host) {
        super(new SameThreadHostFiles(files));
        this.host = host;
    }

    @Override
    protected void around(String path, String value, Write write) throws HostFileException {
        host.life().effect();
        host.rules().beforeWrite(path, value.strip());
        try {
            write.run();
            host.rules().writeIsTaken(path);
        } catch (HostFileException refused) {
            host.rules().writeIsRefused(path);
            throw refused;
        } finally {
            host.rules().afterWrite(path, value.strip());
        }
    }

    @Override
    public List<String> list(String directory) throws HostFileException {
        if (host.isUseHidden() && directory.equals("/proc")) {
            throw new HostFileException(HostError.OTHER, directory, "cannot be read, by the schedule");
        }
        return super.list(directory);
    }
}
