// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import com.sun.jna.LastErrorException;
import io.bailiff.agent.host.HostFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mount namespace in which the files are covered: the namespace of the host's process 1. A service with a hardened unit and a container
 * have namespaces of their own, and a mount there would cover the files for the agent alone.
 */
final class MountNamespace implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MountNamespace.class);
    private static final int MOST_IDLE = 4;
    private static final long PROCESS_ONE = 1;

    private final List<String> prefix;
    private final String root;
    private final Path mountInfo;
    private final Duration limit;
    private final Deque<MountShell> idle = new ConcurrentLinkedDeque<>();

    /** A change of the mounts. */
    @FunctionalInterface
    interface Change<T> {
        T apply(MountShell shell) throws HostFileException;
    }

    /**
     * @param prefix the command that enters the namespace
     * @param root the location of the namespace's root directory, without a trailing slash
     * @param mountInfo the list of the namespace's mounts
     * @param limit the time limit for a mount
     */
    MountNamespace(List<String> prefix, String root, Path mountInfo, Duration limit) {
        this.prefix = prefix;
        this.root = root;
        this.mountInfo = mountInfo;
        this.limit = limit;
    }

    /** Returns the agent's own namespace. */
    static MountNamespace own(Duration limit) {
        return new MountNamespace(List.of(), "", Path.of("/proc/self/mountinfo"), limit);
    }

    /** Returns the namespace of a process, which child processes enter by nsenter(1): setns(2) fails in a process with several threads. */
    static MountNamespace of(long process, Duration limit) {
        String directory = "/proc/" + process;
        return new MountNamespace(
                List.of("nsenter", "-t", Long.toString(process), "-m", "--"),
                directory + "/root",
                Path.of(directory, "mountinfo"),
                limit);
    }

    /** Returns the namespace of process 1, by the shortest way. */
    static MountNamespace ofHost(Duration limit) {
        try {
            Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/mnt"));
            return own.equals(Files.readSymbolicLink(Path.of("/proc/1/ns/mnt"))) ? own(limit) : of(PROCESS_ONE, limit);
        } catch (IOException unreadable) {
            LOG.warn(
                    "cannot compare the mount namespaces of the agent and of process 1 error={}: files are covered in the"
                            + " agent's namespace",
                    unreadable.getMessage());
            return own(limit);
        }
    }

    List<String> command() {
        return MountShell.command(prefix);
    }

    /** Returns the location of a file of the namespace, with its mounts, for the agent. */
    String place(String path) {
        return root + path;
    }

    Path mountInfo() {
        return mountInfo;
    }

    /** Makes a change by a child process, which is used again only if the change succeeds. */
    <T> T change(Change<T> change) throws HostFileException {
        MountShell known = idle.pollFirst();
        MountShell shell = known != null ? known : new MountShell(prefix, limit);
        boolean done = false;
        try {
            T result = change.apply(shell);
            done = true;
            return result;
        } finally {
            if (done && idle.size() < MOST_IDLE) {
                idle.addFirst(shell);
            } else {
                shell.close();
            }
        }
    }

    /** Unmounts the mount that a descriptor of the agent names; without effect if the mount is gone or belongs to another namespace. */
    void detachByDescriptor(String link) {
        try {
            FuseCalls.umount2(link, FuseCalls.DETACH);
        } catch (LastErrorException gone) {
            // The mount has gone with the file, or with the mount below.
        }
    }

    @Override
    public void close() {
        for (MountShell shell = idle.pollFirst(); shell != null; shell = idle.pollFirst()) {
            shell.close();
        }
    }
}
