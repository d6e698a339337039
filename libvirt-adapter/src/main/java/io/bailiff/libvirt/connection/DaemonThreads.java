// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.connection;

import java.util.concurrent.ThreadFactory;

/** Daemon threads: do not keep the process alive. Each thread's name describes the thread's purpose in a thread dump. */
public final class DaemonThreads {

    private DaemonThreads() {}

    public static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
