// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.host.OpenInterceptor.Access;
import org.jspecify.annotations.Nullable;

/**
 * The system calls of a process. Each call lasts as long as a listener holds the call, or the simulated kernel takes; the
 * caller's thread represents the process.
 */
final class SimCalls {

    private final SimKernel kernel;
    private final SimProcesses processes;
    private final SimFiles files;
    private final long pid;

    /**
     * An open file.
     *
     * @param path the file's real path
     * @param attribute the file's content
     * @param cover the cover that the process has opened instead of the file; null if the process has opened the file itself
     */
    record Opened(
            String path,
            SimNode.Attribute attribute,
            @Nullable WriteCover cover) {}

    SimCalls(SimKernel kernel, SimProcesses processes, SimFiles files, long pid) {
        this.kernel = kernel;
        this.processes = processes;
        this.files = files;
        this.pid = pid;
    }

    long pid() {
        return pid;
    }

    /** Opens a file for reading: a listener decides before the kernel checks the file's mode. */
    Opened openToRead(String path) throws KernelException {
        return open(path, Access.READS);
    }

    /** Opens a file for writing. */
    Opened openToWrite(String path) throws KernelException {
        Opened opened = open(path, Access.WRITES);
        if (opened.attribute().writer() == SimNode.Attribute.READ_ONLY) {
            throw new KernelException(SimErrno.EACCES);
        }
        return opened;
    }

    /** Opens a binary file for writing, such as a function's {@code config}. */
    Opened openToWriteBytes(String path) throws KernelException {
        return open(path, Access.WRITES);
    }

    /**
     * Writes to a file. A write to a covered file waits for the listener, and the listener's own write causes no event. Any other write
     * is reported to listeners if the write succeeds (vfs_write in fs/read_write.c).
     */
    void write(Opened file, String value) throws KernelException {
        inKernel(process -> {
            WriteCover cover = file.cover();
            if (cover != null) {
                String text =
                        kernel.lock().call(() -> kernel.listeners().covers().await(cover, process, file.path(), value));
                file.attribute().writer().write(text);
                return true;
            }
            file.attribute().writer().write(value);
            kernel.lock().change(() -> kernel.listeners().fanotify().written(pid, file.path()));
            return true;
        });
    }

    /** Starts a program as a child of the process. The caller ends the program by {@link #end}. */
    SimCalls start(String executable, String... arguments) {
        long child = processes.start(ProcessSpec.command(executable, arguments).childOf(pid));
        return new SimCalls(kernel, processes, files, child);
    }

    void end() {
        processes.end(pid);
    }

    void loadModule(String name) throws KernelException {
        inKernel(process -> {
            kernel.modules().load(name);
            return true;
        });
    }

    void unloadModule(String name) throws KernelException {
        inKernel(process -> {
            kernel.modules().unload(name);
            return true;
        });
    }

    /** Opens a file. If the process received a SIGINT while the open was held, the open fails with EINTR before any use of the file. */
    private Opened open(String path, Access access) throws KernelException {
        return inKernel(process -> {
            SimPaths.Found found = files.find(path);
            if (access == Access.WRITES && isReadOnly(found.path(), process)) {
                throw new KernelException(SimErrno.EROFS);
            }
            WriteCover cover = kernel.lock().look(() -> coverOver(found.path(), process));
            if (cover == null) {
                kernel.lock().run(() -> kernel.listeners().fanotify().open(process, found.path(), access));
            }
            if (kernel.lock().alter(process::takeInterrupt)) {
                throw new KernelException(SimErrno.EINTR);
            }
            return new Opened(found.path(), (SimNode.Attribute) found.node(), cover);
        });
    }

    private boolean isReadOnly(String path, SimProcess process) {
        return !process.spec.ownSysfs()
                && kernel.lock().look(() -> kernel.listeners().covers().isReadOnly(path));
    }

    private @Nullable WriteCover coverOver(String path, SimProcess process) {
        boolean past = pid == SimProcesses.SELF || process.spec.ownSysfs();
        return past ? null : kernel.listeners().covers().over(path).orElse(null);
    }

    private <T> T inKernel(Call<T> call) throws KernelException {
        SimProcess process = kernel.lock().call(() -> processes.enter(pid));
        try {
            return call.run(process);
        } finally {
            processes.leave(process);
        }
    }

    /** The work of a process in a system call. */
    private interface Call<T> {
        T run(SimProcess process) throws KernelException;
    }
}
