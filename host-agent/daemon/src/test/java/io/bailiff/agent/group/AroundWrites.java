// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.WatchedHostFiles;

/** Lets a test do something around every write to files with this ending. */
final class AroundWrites extends WatchedHostFiles {

    /** What the test does; it runs the write itself. */
    interface Watch {
        void around(Write write) throws HostFileException, InterruptedException;
    }

    private final String ending;
    private final Watch watch;

    AroundWrites(HostFiles files, String ending, Watch watch) {
        super(files);
        this.ending = ending;
        this.watch = watch;
    }

    @Override
    protected void around(String path, String value, Write write) throws HostFileException {
        if (!path.endsWith(ending)) {
            write.run();
            return;
        }
        try {
            watch.around(write);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
