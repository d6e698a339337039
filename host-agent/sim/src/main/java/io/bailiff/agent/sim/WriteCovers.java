// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The covered control files of the simulated kernel, and the writers that wait for an answer. On a real host a cover is a mount over the
 * file: an open of a covered file reaches the cover and no file of sysfs. Guarded by {@link KernelLock}.
 */
final class WriteCovers {

    /** The largest write that a file of sysfs takes at a time (kernfs_fop_write_iter in fs/kernfs/file.c). */
    private static final int PAGE = 4096;

    private final KernelLock lock;
    private final List<WriteCover> covers = new ArrayList<>();
    private long lastTicket;

    WriteCovers(KernelLock lock) {
        this.lock = lock;
    }

    /** Returns the cover left by a dead listener, or a new cover. */
    WriteCover cover() {
        Optional<WriteCover> left =
                covers.stream().filter(cover -> !cover.hasListener).findFirst();
        WriteCover cover = left.orElseGet(WriteCover::new);
        cover.hasListener = true;
        if (left.isEmpty()) {
            covers.add(cover);
        }
        return cover;
    }

    /** Removes the cover from all files and fails every waiting write. */
    void end(WriteCover cover, SimErrno failure) {
        covers.remove(cover);
        cover.end(failure);
    }

    /** Returns the cover over the file; empty if an open reaches the file itself. */
    Optional<WriteCover> over(String path) {
        return covers.stream().filter(cover -> cover.covers(path)).findFirst();
    }

    /** Returns true if the file has been made read-only. */
    boolean isReadOnly(String path) {
        return covers.stream().anyMatch(cover -> cover.isReadOnly(path));
    }

    /** Removes the covers of the files below a removed directory. New files with the same names are other files. */
    void forget(String directory) {
        covers.forEach(cover -> cover.forget(directory + "/"));
    }

    /**
     * Waits until the listener has the write performed. A process that is killed wakes only if the listener has not read the write yet
     * (request_wait_answer in fs/fuse/dev.c).
     *
     * @return the text for the file: the first page of the written text
     * @throws KernelException EPERM if the listener fails the write, EINTR if the process is killed, ENODEV if the file has vanished in
     *     the meantime, ENOTCONN if the cover has no listener any more
     */
    String await(WriteCover cover, SimProcess process, String path, String value) throws KernelException {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        byte[] page = Arrays.copyOf(bytes, Math.min(PAGE, bytes.length));
        String text = new String(page, StandardCharsets.ISO_8859_1);
        WriteCover.Write write = new WriteCover.Write(++lastTicket, process.pid(), path, text);
        cover.add(write);
        lock.tell();
        try {
            lock.await(() -> write.isAnswered() || (process.killed && !write.delivered));
        } finally {
            cover.remove(write);
        }
        if (write.failure != null) {
            throw new KernelException(write.failure);
        }
        if (!write.isAnswered()) {
            throw new KernelException(SimErrno.EINTR);
        }
        if (write.fileRemoved) {
            throw new KernelException(SimErrno.ENODEV);
        }
        return new String(page, StandardCharsets.UTF_8);
    }
}
