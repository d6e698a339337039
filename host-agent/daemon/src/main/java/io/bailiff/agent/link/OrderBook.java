package io.bailiff.agent.link;

import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.agent.api.OrderOutcome.Status;
import io.bailiff.agent.link.LinkMemory.Progress;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The orders that stand, and what has become of each. On disk, so that a restart of the agent does not do them again. */
final class OrderBook {

    private static final Logger log = LoggerFactory.getLogger(OrderBook.class);

    private final LinkMemory memory;
    private final Clock clock;
    private final String bootId;
    private final Runnable changed;

    private String hostId = "";
    private long revision;
    private List<GroupOrder> orders = List.of();
    private final Map<String, OrderOutcome> outcomes = new LinkedHashMap<>();

    /**
     * @param bootId the running boot; what was done in an earlier one is undone by the reboot
     * @param changed called when an outcome has changed
     * @throws IOException if what is remembered cannot be read
     */
    OrderBook(LinkMemory memory, Clock clock, String bootId, Runnable changed) throws IOException {
        this.memory = memory;
        this.clock = clock;
        this.bootId = bootId;
        this.changed = changed;
        memory.progress().ifPresent(this::remember);
    }

    private void remember(Progress before) {
        hostId = before.hostId();
        revision = before.revision();
        if (before.bootId().equals(bootId)) {
            before.outcomes().forEach(outcome -> outcomes.put(outcome.operationId(), outcome));
        }
    }

    /**
     * Takes in a desired state, unless it is older than one that was taken in before: then a manager that has lost some of its
     * memory, or a late answer, is speaking.
     *
     * @param asHost who this host is to the manager
     * @return whether it was taken in
     */
    synchronized boolean take(String asHost, DesiredState desired) {
        if (!asHost.equals(hostId)) {
            hostId = asHost;
            revision = 0;
            outcomes.clear();
        }
        if (desired.revision() < revision) {
            log.warn(
                    "The manager's desired state has revision {}, but {} was seen before: it is not followed",
                    desired.revision(),
                    revision);
            return false;
        }
        revision = desired.revision();
        orders = desired.orders();
        outcomes.keySet().removeIf(operation -> orders.stream().noneMatch(order -> isOf(order, operation)));
        keep();
        return true;
    }

    private static boolean isOf(GroupOrder order, String operation) {
        return order.operationId().equals(operation);
    }

    synchronized void note(GroupOrder order, Status status, String message) {
        OrderOutcome before = outcomes.get(order.operationId());
        if (before != null && before.status() == status && before.message().equals(message)) {
            return;
        }
        outcomes.put(order.operationId(), new OrderOutcome(order.operationId(), status, message, clock.instant()));
        if (status != Status.IN_PROGRESS) {
            keep();
        }
        changed.run();
    }

    /** Whether the order still stands, just so. */
    synchronized boolean stands(GroupOrder order) {
        return orders.stream().anyMatch(now -> isOf(now, order.operationId()));
    }

    /** Whether there is nothing left to do for it. */
    synchronized boolean ended(GroupOrder order) {
        return Optional.ofNullable(outcomes.get(order.operationId()))
                .map(OrderOutcome::status)
                .filter(status -> status == Status.DONE || status == Status.FAILED)
                .isPresent();
    }

    synchronized List<GroupOrder> orders() {
        return orders;
    }

    synchronized List<OrderOutcome> outcomes() {
        return List.copyOf(outcomes.values());
    }

    /** The highest revision that was taken in; 0 for none. */
    synchronized long revision() {
        return revision;
    }

    private void keep() {
        try {
            memory.keep(new Progress(hostId, bootId, revision, List.copyOf(outcomes.values())));
        } catch (IOException e) {
            // After a restart an order may be carried out again, which finds it done. The journals are what must not
            // fail.
            log.error("What was done cannot be remembered: {}", e.getMessage());
        }
    }
}
