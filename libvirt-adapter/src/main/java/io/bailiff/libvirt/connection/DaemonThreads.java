package io.bailiff.libvirt.connection;

import java.util.concurrent.ThreadFactory;

/** Threads that keep no process alive and say in a thread dump what they are for. */
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
