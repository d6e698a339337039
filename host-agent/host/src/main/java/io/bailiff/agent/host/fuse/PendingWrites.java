// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The undecided writes of a connection and their answers. An answer is sent before the record in the journal is removed: a kill between
 * the two leaves a record of an answered request, which does no harm. For the same reason a record says that a write has started before
 * the write is made.
 */
final class PendingWrites {

    private static final Logger LOG = LoggerFactory.getLogger(PendingWrites.class);

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

    /** Makes the write by the given threads, and answers with the outcome. No effect if the ticket is unknown or decided. */
    void perform(long ticket, RealWrites threads) {
        PendingWrite write = writes.get(ticket);
        if (write != null && write.decide()) {
            threads.start(write.file(), () -> perform(write));
        }
    }

    private void perform(PendingWrite write) {
        journal.started(write.slot());
        int outcome = outcome(write);
        if (outcome < 0) {
            fail(write, -outcome);
        } else {
            write.cover().written();
            device.answer(write.request(), answer -> writeOut(answer, outcome));
            forget(write);
        }
    }

    /** Returns the number of written bytes, or the negative errno. A writer without an answer would wait for ever. */
    private static int outcome(PendingWrite write) {
        try {
            return write.file().write(write.text());
        } catch (RuntimeException unexpected) {
            LOG.error("cannot make a write path={}", write.file().path(), unexpected);
            return -Numbers.EIO;
        }
    }

    /** Adds a {@code struct fuse_write_out}. */
    private static void writeOut(ByteBuffer answer, int count) {
        answer.putInt(count).putInt(0);
    }

    /** Fails a write. No effect if the ticket is unknown or decided. */
    void fail(long ticket, int errno) {
        PendingWrite write = writes.get(ticket);
        if (write != null && write.decide()) {
            fail(write, errno);
        }
    }

    private void fail(PendingWrite write, int errno) {
        write.cover().written();
        device.fail(write.request(), errno);
        forget(write);
    }

    private void forget(PendingWrite write) {
        journal.remove(write.slot());
        writes.remove(write.ticket());
        if (writes.isEmpty()) {
            answered.run();
        }
    }
}
