package io.bailiff.agent.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The simulated kernel's fanotify: who watches files, and who has to wait for them. Guarded by {@link KernelLock}.
 */
final class Fanotify {

    private final KernelLock lock;
    private final List<FanotifyGroup> groups = new ArrayList<>();
    private long lastTicket;

    Fanotify(KernelLock lock) {
        this.lock = lock;
    }

    /** What a dead listener has left standing, or something new. */
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

    /** The group is gone, and nobody waits for it any more. */
    void end(FanotifyGroup group, FanotifyGroup.Answer answer) {
        groups.remove(group);
        group.answerAll(answer);
    }

    /**
     * Waits, as long as it takes, until every listener that wants to know of it lets this process open the file.
     *
     * @throws KernelException EPERM if one does not, EINTR if the process is killed, ENODEV if the file is gone
     *     since
     */
    void open(SimProcess process, String path) throws KernelException {
        for (FanotifyGroup group : List.copyOf(groups)) {
            if (group.holds(path)) {
                await(group, process, new FanotifyGroup.Open(++lastTicket, process.pid(), path));
            }
        }
    }

    /** A process has written to a file with success. */
    void written(long pid, String path) {
        groups.forEach(group -> group.written(pid, path));
    }

    /**
     * A directory has gone, with its files. If the same names come back, they are other files: nobody watches them.
     */
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
        if (open.fileGone) {
            throw new KernelException(SimErrno.ENODEV);
        }
    }
}
