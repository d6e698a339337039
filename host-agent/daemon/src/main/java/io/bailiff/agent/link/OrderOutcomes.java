// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.agent.api.OrderOutcome.Status;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outcomes of the orders by operation id, stored across restarts. After a new boot only failed outcomes remain valid: every
 * group is with the host again.
 */
final class OrderOutcomes {

    private static final Logger LOG = LoggerFactory.getLogger(OrderOutcomes.class);

    /**
     * The content of the file.
     *
     * @param bootId the boot of the outcomes
     * @param outcomes the outcomes of all orders
     */
    record Stored(String bootId, List<OrderOutcome> outcomes) {
        Stored {
            outcomes = List.copyOf(outcomes);
        }
    }

    private final StateStore<Stored> store;
    private final String bootId;
    private final Clock clock;
    private final Runnable changed;
    private final Map<String, OrderOutcome> outcomes = new ConcurrentHashMap<>();

    /** @param changed called after every change of an outcome */
    OrderOutcomes(StateStore<Stored> store, String bootId, Clock clock, Runnable changed) throws IOException {
        this.store = store;
        this.bootId = bootId;
        this.clock = clock;
        this.changed = changed;
        store.read().ifPresent(this::restore);
    }

    private void restore(Stored stored) {
        boolean sameBoot = stored.bootId().equals(bootId);
        stored.outcomes().stream()
                .filter(outcome -> sameBoot || outcome.status() == Status.FAILED)
                .forEach(outcome -> outcomes.put(outcome.operationId(), outcome));
    }

    Optional<OrderOutcome> of(String operationId) {
        return Optional.ofNullable(outcomes.get(operationId));
    }

    List<OrderOutcome> all() {
        return List.copyOf(outcomes.values());
    }

    /** Stores the progress of an order. Does nothing if status and message are unchanged. */
    synchronized void note(String operationId, Status status, String message) {
        OrderOutcome known = outcomes.get(operationId);
        if (known != null && known.status() == status && known.message().equals(message)) {
            return;
        }
        outcomes.put(operationId, new OrderOutcome(operationId, status, message, clock.instant()));
        log(operationId, status, message);
        keep();
        changed.run();
    }

    private static void log(String operationId, Status status, String message) {
        switch (status) {
            case IN_PROGRESS -> LOG.debug("order in progress order={} message=\"{}\"", operationId, message);
            case DONE -> LOG.info("order done order={} message=\"{}\"", operationId, message);
            case FAILED -> LOG.warn("order failed order={} error={}", operationId, message);
            case STUCK ->
                LOG.error(
                        "order stuck order={} error={}: the agent retries until the cause is fixed",
                        operationId,
                        message);
        }
    }

    /** Removes the outcomes of all other orders, because the manager no longer asks for the outcomes. */
    synchronized void retain(Set<String> operationIds) {
        if (outcomes.keySet().retainAll(operationIds)) {
            keep();
        }
    }

    private void keep() {
        try {
            store.write(new Stored(bootId, all()));
        } catch (IOException e) {
            // Without the file the agent repeats an order after a restart; for a group in the wanted state the order
            // changes nothing.
            LOG.warn(
                    "cannot store order outcomes error={}: after a restart the agent repeats the orders",
                    e.getMessage());
        }
    }
}
