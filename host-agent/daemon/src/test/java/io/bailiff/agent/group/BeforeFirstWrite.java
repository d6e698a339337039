// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.WatchedHostFiles;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lets something happen right before the first write to a file with this ending. */
final class BeforeFirstWrite extends WatchedHostFiles {

    /** What happens. */
    interface Event {
        void happen() throws Exception;
    }

    private final String ending;
    private final Event event;
    private final AtomicBoolean happened = new AtomicBoolean();

    BeforeFirstWrite(HostFiles files, String ending, Event event) {
        super(files);
        this.ending = ending;
        this.event = event;
    }

    private synchronized void happenOnce(String path) {
        if (path.endsWith(ending) && happened.compareAndSet(false, true)) {
            try {
                event.happen();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    protected void around(String path, String value, Write write) throws HostFileException {
        happenOnce(path);
        write.run();
    }
}
