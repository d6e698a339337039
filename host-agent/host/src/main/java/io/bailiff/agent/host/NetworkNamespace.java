// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Reads the network tables in the network namespace of the host. The agent itself may run in another namespace. */
final class NetworkNamespace {

    private static final String OWN = "/proc/self";
    private static final String NAMESPACE = "/ns/net";
    /** Each namespace has a file of its own for all its processes. The file needs no permission to trace the process. */
    private static final String FILE_OF_NAMESPACE = "/net/dev";

    private static final int CLONE_NEWNET = 0x40000000;

    private final String process;
    private final String path;

    /**
     * @param process the directory of the host's first process, on the current machine
     * @param path the host's path of the directory, for errors
     */
    NetworkNamespace(String process, String path) {
        this.process = process;
        this.path = path;
    }

    /** Returns the tables; empty if the host is no running machine, but a directory without namespaces. */
    Optional<NetworkTables> tables() throws HostFileException {
        try {
            if (isOwn(FILE_OF_NAMESPACE)) {
                return Optional.of(NetworkDump.read());
            }
            if (FileStatus.identity(process + NAMESPACE).isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(isOwn(NAMESPACE) ? NetworkDump.read() : readInside());
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), path + NAMESPACE);
        }
    }

    private boolean isOwn(String file) {
        Optional<FileStatus.Identity> host = FileStatus.identity(process + file);
        return host.isPresent() && host.equals(FileStatus.identity(OWN + file));
    }

    /** Reads in a thread of its own: setns(2) changes the namespace of the calling thread only, and the thread ends with the read. */
    private NetworkTables readInside() throws HostFileException {
        FutureTask<NetworkTables> read = new FutureTask<>(() -> {
            enter();
            return NetworkDump.read();
        });
        Thread thread = new Thread(read, "network-namespace");
        thread.setDaemon(true);
        thread.start();
        try {
            return read.get();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new HostFileException(HostError.TIMED_OUT, path + NAMESPACE, "the agent is stopping");
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof HostFileException cause) {
                throw cause;
            }
            throw new IllegalStateException(failure.getCause());
        }
    }

    private void enter() throws HostFileException {
        try {
            int namespace = Libc.open(process + NAMESPACE, Libc.READ_ONLY | Libc.CLOSE_ON_EXEC);
            try {
                LibcEvents.setns(namespace, CLONE_NEWNET);
            } finally {
                Libc.close(namespace);
            }
        } catch (LastErrorException failure) {
            throw Errno.failure(failure.getErrorCode(), path + NAMESPACE);
        }
    }
}
