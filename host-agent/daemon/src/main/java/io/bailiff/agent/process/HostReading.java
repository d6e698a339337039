// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.process;

import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.ReadOnceFiles;
import org.jspecify.annotations.Nullable;

/**
 * One reading of the host, shared by all checks of a survey: a single pass over the open files of all processes, and at most one read of
 * each file in sysfs. A reading is as old as the first question. A check before a write to the host therefore begins a reading of its own.
 */
public final class HostReading {

    private final HostFiles files;
    private final DeviceNodes nodes;
    private @Nullable OpenFiles openFiles;

    /** Begins a reading. Reads nothing before the first question. */
    public HostReading(HostFiles host) {
        this.files = new ReadOnceFiles(host);
        this.nodes = new DeviceNodes(files);
    }

    /** Returns the files of the host, each file of sysfs read at most once. Not for several threads. */
    public HostFiles files() {
        return files;
    }

    /** Returns the finder of the devices behind open files. */
    public DeviceNodes nodes() {
        return nodes;
    }

    /** Returns the open files of all processes, from one pass at the first call. */
    public OpenFiles openFiles() {
        OpenFiles known = openFiles;
        if (known == null) {
            known = OpenFiles.read(files);
            openFiles = known;
        }
        return known;
    }
}
