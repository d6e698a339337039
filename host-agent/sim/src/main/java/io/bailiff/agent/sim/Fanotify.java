// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.host.OpenInterceptor.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The simulated kernel's fanotify: the listeners with marks on files, and the processes held by the listeners. Guarded by
 * {@link KernelLock}.
 */
final class Fanotify {

    private final KernelLock lock;
    private final List<FanotifyGroup> groups = new ArrayList<>();
    private long lastTicket;

    Fanotify(KernelLock lock) {
        this.lock = lock;
    }

    /** Returns the group left by a dead listener, or a new group. */
    FanotifyGroup group() {
        Optional<FanotifyGroup> left =
                groups.stream().filter(group -> !group.hasListener).findFirst();
        FanotifyGroup group = left.orElseGet(FanotifyGroup::new);
        group.hasListener = true;
        if (left.isEmpty()) {
            groups.add(group);
        }
        return group;
    }

    /** Removes the group. Denies the waiting opens, but allows the opens of readable files that are not persisted. */
    void close(FanotifyGroup group) {
        groups.remove(group);
        group.close();
    }

    /** Removes the group and answers every waiting open. */
    void end(FanotifyGroup group, FanotifyGroup.Answer answer) {
        groups.remove(group);
        group.answerAll(answer);
    }

    /**
     * Waits without limit until every listener with a mark on the file lets the process open the file.
     *
     * @throws KernelException EPERM if a listener denies the open, EINTR if the process is killed, ENODEV if the file has
     *     vanished in the meantime
     */
    void open(SimProcess process, String path, Access access) throws KernelException {
        for (FanotifyGroup group : List.copyOf(groups)) {
            if (group.holds(path)) {
                await(group, process, new FanotifyGroup.Open(++lastTicket, process.pid(), path, access));
            }
        }
    }

    /** Reports a successful write of a process to a file. */
    void written(long pid, String path) {
        groups.forEach(group -> group.written(pid, path));
    }

    /** Removes the marks below a removed directory. New files with the same names are other files without marks. */
    void forget(String directory) {
        groups.forEach(group -> group.forget(directory + "/"));
    }

    private void await(FanotifyGroup group, SimProcess process, FanotifyGroup.Open open) throws KernelException {
        group.add(open);
        lock.tell();
        try {
            lock.await(() -> open.answer != null || process.killed);
        } finally {
            group.remove(open);
        }
        if (process.killed) {
            throw new KernelException(SimErrno.EINTR);
        }
        if (open.answer == FanotifyGroup.Answer.DENIED) {
            throw new KernelException(SimErrno.EPERM);
        }
        if (open.fileRemoved) {
            throw new KernelException(SimErrno.ENODEV);
        }
    }
}
