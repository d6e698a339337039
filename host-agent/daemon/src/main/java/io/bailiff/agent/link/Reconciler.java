package io.bailiff.agent.link;

import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.group.Groups;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Has every order that stands carried out, once, several groups at the same time. */
final class Reconciler implements AutoCloseable {

    // An operation under way may finish; what does not is left to its journal, and to recovery at the next start.
    private static final Duration FINISH = Duration.ofSeconds(20);

    private final Groups groups;
    private final OrderBook book;
    private final Duration watch;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final ExecutorService workers;

    Reconciler(Groups groups, OrderBook book, Duration watch) {
        this.groups = groups;
        this.book = book;
        this.watch = watch;
        AtomicInteger number = new AtomicInteger();
        this.workers = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "order-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Takes in what the manager wants, and returns at once. */
    void take(String asHost, DesiredState desired) {
        if (book.take(asHost, desired)) {
            book.orders().stream().filter(order -> !book.ended(order)).forEach(this::begin);
        }
    }

    private void begin(GroupOrder order) {
        if (underWay.add(order.operationId())) {
            workers.execute(() -> {
                try {
                    new OrderWork(order, groups, book, watch).run();
                } finally {
                    underWay.remove(order.operationId());
                }
            });
        }
    }

    @Override
    public void close() {
        // Interrupts the pauses between attempts; a move that is being made goes on to its end.
        workers.shutdownNow();
        try {
            workers.awaitTermination(FINISH.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
