// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The unanswered writes of a connection and their answers. An answer is sent before the record in the journal is removed: a kill between
 * the two leaves a record of an answered request, which does no harm.
 */
final class PendingWrites {

    private final FuseDevice device;
    private final RequestJournal journal;
    private final Runnable answered;
    private final Map<Long, PendingWrite> writes = new ConcurrentHashMap<>();

    /** @param answered runs when a write was answered and no write waits any more */
    PendingWrites(FuseDevice device, RequestJournal journal, Runnable answered) {
        this.answered = answered;
        this.device = device;
        this.journal = journal;
    }

    void add(PendingWrite write) {
        writes.put(write.ticket(), write);
    }

    boolean isEmpty() {
        return writes.isEmpty();
    }

    List<PendingWrite> all() {
        return List.copyOf(writes.values());
    }

    /** Has the write made, and answers with the outcome. No effect if the ticket is unknown or decided. */
    void perform(long ticket, RealWrites real) {
        PendingWrite write = writes.get(ticket);
        if (write != null && write.decide()) {
            real.make(write, outcome -> answer(write, outcome));
        }
    }

    /** Fails a write. No effect if the ticket is unknown or decided. */
    void fail(long ticket, int errno) {
        PendingWrite write = writes.get(ticket);
        if (write != null && write.decide()) {
            answer(write, -errno);
        }
    }

    /**
     * Answers a decided write.
     *
     * @param outcome the number of written bytes, or the negative errno
     */
    void answer(PendingWrite write, int outcome) {
        write.cover().written();
        if (outcome < 0) {
            device.fail(write.request(), -outcome);
        } else {
            device.answer(write.request(), answer -> writeOut(answer, outcome));
        }
        journal.remove(write.slot());
        writes.remove(write.ticket());
        if (writes.isEmpty()) {
            answered.run();
        }
    }

    /** Adds a {@code struct fuse_write_out}. */
    private static void writeOut(ByteBuffer answer, int count) {
        answer.putInt(count).putInt(0);
    }
}
