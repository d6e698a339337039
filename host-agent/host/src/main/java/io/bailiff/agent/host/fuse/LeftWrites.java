// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writes that an earlier agent has given to its writer process and has not answered. The writer process makes the writes although the
 * earlier agent is dead, and stores the outcomes in the journal. Each write is answered with the outcome, however late. When the writer
 * process has ended, a write without an outcome had either not begun, and is decided again, or was interrupted: nobody knows the outcome.
 *
 * <p>The process cannot tell the new agent of an outcome, so that a thread looks at the journal until no write is left.
 */
final class LeftWrites implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LeftWrites.class);
    private static final Duration FIRST_LOOK = Duration.ofMillis(1);
    private static final Duration LAST_LOOK = Duration.ofMillis(100);

    private final RequestJournal journal;
    private final ObjIntConsumer<PendingWrite> answer;
    private final Consumer<PendingWrite> again;
    private final List<PendingWrite> writes = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /**
     * @param answer gets the outcome of a write: the number of written bytes, or the negative errno
     * @param again gets a write that has not begun
     */
    LeftWrites(RequestJournal journal, ObjIntConsumer<PendingWrite> answer, Consumer<PendingWrite> again) {
        this.journal = journal;
        this.answer = answer;
        this.again = again;
    }

    /** Takes over the writes, and answers at once where the outcome is known. */
    void start(List<PendingWrite> left) {
        writes.addAll(left);
        settle();
        if (!writes.isEmpty()) {
            LOG.info("writes of an earlier agent are not finished count={}", writes.size());
            Thread thread = new Thread(this::settleAll, "bailiff-left-writes");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void settleAll() {
        long pause = FIRST_LOOK.toNanos();
        while (!closed && !writes.isEmpty()) {
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LAST_LOOK.toNanos());
            settle();
        }
    }

    private void settle() {
        writes.removeIf(write -> !closed && settle(write));
    }

    /** Returns true if the write needs no further look. */
    private boolean settle(PendingWrite write) {
        JournalSlots slots = journal.slots();
        // The order matters: the process stores an outcome before it ends.
        boolean gone = isGone(slots.writer(write.slot()));
        JournalSlots.Kind kind = slots.kind(write.slot());
        if (kind == JournalSlots.Kind.MADE) {
            answer.accept(write, slots.outcome(write.slot()));
        } else if (gone && kind == JournalSlots.Kind.GIVEN) {
            slots.change(write.slot(), JournalSlots.Kind.WRITE);
            again.accept(write);
        } else if (gone) {
            LOG.error(
                    "agent and writer process were killed during a write path={} text={} thread={}: the outcome is unknown,"
                            + " and the writer gets EIO. Check the drivers of the functions",
                    write.file().path(),
                    write.text().strip(),
                    write.thread());
            answer.accept(write, -Numbers.EIO);
        } else {
            return false;
        }
        return true;
    }

    private boolean isGone(int writer) {
        try {
            return journal.isGone(writer);
        } catch (IOException unknown) {
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
