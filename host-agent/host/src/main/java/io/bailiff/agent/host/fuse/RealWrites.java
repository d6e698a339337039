// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the decided writes by a writer process, at most {@link WriterMain#MOST} at a time. Further writes wait. A writer process that ends
 * early is replaced; a write that had not begun is then made by the new process.
 *
 * <p>No write is made by a thread of the agent, because a thread that waits in the kernel keeps a killed agent from ending, and nearly every
 * write can wait: an {@code unbind} for the user of a vfio device; {@code bind}, {@code drivers_probe} and {@code new_id} for the probe of a
 * driver, and for the lock of a device that an unbind holds. Only {@code remove_id} never waits for long. The writer process makes the write
 * of {@code remove_id} too, so that the outcome of every write outlives the agent. The exception is a write that names a device that does not
 * exist: such a write only fails, and a wait for another process would cost more than the write.
 */
final class RealWrites implements WriterProcess.Listener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RealWrites.class);

    private final Path file;
    private final RequestJournal journal;
    private final Deque<Order> waiting = new ArrayDeque<>();
    private final Map<Integer, Order> given = new HashMap<>();
    private @Nullable WriterProcess writer;
    private boolean closed;

    private record Order(int slot, RealFile file, IntConsumer outcome) {}

    /** @param file the path of the journal */
    RealWrites(Path file, RequestJournal journal) {
        this.file = file;
        this.journal = journal;
    }

    /** Starts the writer process, so that the first write does not wait for the start. */
    synchronized void start() {
        running();
    }

    /** Waits until the writer process takes orders, or until the time limit. */
    synchronized void awaitReady(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        try {
            while (writer != null && !writer.isReady() && System.nanoTime() < end) {
                TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Makes a write. Returns at once.
     *
     * @param outcome gets the number of written bytes, or the negative errno
     */
    void make(PendingWrite write, IntConsumer outcome) {
        RealFile target = write.file().real();
        if (target.namesNoDevice(write.text())) {
            journal.slots().change(write.slot(), JournalSlots.Kind.STARTED);
            outcome.accept(target.write(write.text()));
        } else {
            add(new Order(write.slot(), target, outcome));
        }
    }

    private synchronized void add(Order order) {
        waiting.add(order);
        giveNext();
    }

    private void giveNext() {
        WriterProcess current = running();
        while (current != null && current.isReady() && given.size() < WriterMain.MOST && !waiting.isEmpty()) {
            Order next = waiting.remove();
            given.put(next.slot(), next);
            journal.slots().give(next.slot(), current.number());
            current.order(next.file().order(next.slot()));
        }
    }

    private @Nullable WriterProcess running() {
        if (writer == null && !closed) {
            try {
                writer = new WriterProcess(file, journal.nextWriter(), this);
            } catch (IOException failure) {
                LOG.error("cannot start a process for writes error={}: the writes fail", failure.getMessage());
                failWaiting();
            }
        }
        return writer;
    }

    private void failWaiting() {
        List<Order> failing = List.copyOf(waiting);
        waiting.clear();
        failing.forEach(order -> order.outcome().accept(-Numbers.EIO));
    }

    @Override
    public synchronized void ready(WriterProcess process) {
        notifyAll();
        giveNext();
    }

    @Override
    public void made(WriterProcess process, int slot) {
        Order order = taken(slot);
        if (order != null) {
            int outcome = journal.slots().outcome(slot);
            order.outcome().accept(outcome != 0 ? outcome : -Numbers.EIO);
        }
        giveWaiting();
    }

    /** Returns null after the end of the connection: then the outcome in the journal is for the next agent. */
    private synchronized @Nullable Order taken(int slot) {
        return closed ? null : given.remove(slot);
    }

    private synchronized void giveWaiting() {
        if (!waiting.isEmpty()) {
            giveNext();
        }
    }

    @Override
    public void ended(WriterProcess process) {
        List<Order> unanswered = unanswered(process);
        for (Order order : unanswered) {
            switch (journal.slots().kind(order.slot())) {
                case MADE -> order.outcome().accept(journal.slots().outcome(order.slot()));
                case GIVEN -> add(order);
                default -> {
                    LOG.error(
                            "the writer process was killed during a write path={}: the outcome is unknown",
                            order.file().place());
                    order.outcome().accept(-Numbers.EIO);
                }
            }
        }
        giveWaiting();
    }

    private synchronized List<Order> unanswered(WriterProcess process) {
        writer = null;
        notifyAll();
        if (closed) {
            return List.of();
        }
        if (!process.isReady()) {
            LOG.error("the process for writes has not started number={}: the writes fail", process.number());
            failWaiting();
        } else {
            LOG.warn("the writer process has ended number={}: another process makes the writes", process.number());
        }
        List<Order> orders = new ArrayList<>(given.values());
        given.clear();
        return orders;
    }

    /** Gives no further write to the writer process, which makes the given writes and ends. */
    @Override
    public synchronized void close() {
        closed = true;
        if (writer != null) {
            writer.close();
        }
    }
}
