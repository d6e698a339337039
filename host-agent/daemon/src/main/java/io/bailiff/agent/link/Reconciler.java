// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.agent.api.OrderOutcome.Status;
import io.bailiff.agent.group.GroupUseScan;
import io.bailiff.agent.link.OrderExecutor.Result;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves groups to the states that the manager wants. Receives the whole desired state each time, compares, and starts the missing
 * operations. A group has at most one operation at a time; operations on different groups run in parallel. No call waits for an
 * operation.
 */
final class Reconciler {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    private final OrderExecutor work;
    private final OrderOutcomes outcomes;
    private final ObservedHost observed;
    private final Executor threads;
    private final Clock clock;
    private final Duration waitAgain;
    private final Duration stuckRetry;
    private final Set<GroupFingerprint> moving = ConcurrentHashMap.newKeySet();
    private final Map<String, Instant> notBefore = new ConcurrentHashMap<>();
    private final Set<String> defective = ConcurrentHashMap.newKeySet();
    private volatile DesiredState desired = new DesiredState(0, List.of(), List.of(), 0);

    /**
     * Creates a reconciler without orders.
     *
     * @param waitAgain the time between two attempts at a waiting order
     * @param stuckRetry the time between two attempts at an order with status {@code STUCK}
     */
    Reconciler(
            OrderExecutor work,
            OrderOutcomes outcomes,
            ObservedHost observed,
            Executor threads,
            Clock clock,
            Duration waitAgain,
            Duration stuckRetry) {
        this.work = work;
        this.outcomes = outcomes;
        this.observed = observed;
        this.threads = threads;
        this.clock = clock;
        this.waitAgain = waitAgain;
        this.stuckRetry = stuckRetry;
    }

    void accept(DesiredState state) {
        desired = state;
        work.updateGuard(state);
        Set<String> operations =
                state.orders().stream().map(GroupOrder::operationId).collect(Collectors.toSet());
        outcomes.retain(operations);
        notBefore.keySet().retainAll(operations);
        defective.retainAll(operations);
        reconcile();
    }

    long revision() {
        return desired.revision();
    }

    /** Checks every order, and starts each operation that can start now. */
    void reconcile() {
        desired.orders().forEach(this::consider);
    }

    /** Returns the groups with a pending release: the manager watches the use, or a reattach is unfinished. */
    Set<GroupFingerprint> watched() {
        return desired.orders().stream()
                .filter(order -> order.watchUse() || (order.want() == GroupOrder.Want.WITH_HOST && isOpen(order)))
                .map(GroupOrder::fingerprint)
                .collect(Collectors.toSet());
    }

    private boolean isOpen(GroupOrder order) {
        Optional<Status> status = status(order);
        return status.isEmpty() || status.get() == Status.IN_PROGRESS || status.get() == Status.STUCK;
    }

    private Optional<Status> status(GroupOrder order) {
        return outcomes.of(order.operationId()).map(OrderOutcome::status);
    }

    private void consider(GroupOrder order) {
        Instant earliest = notBefore.get(order.operationId());
        if (!isOpen(order) || (earliest != null && clock.instant().isBefore(earliest))) {
            return;
        }
        Optional<String> holders = holders(order);
        if (holders.isPresent()) {
            outcomes.note(
                    order.operationId(), Status.IN_PROGRESS, "Waiting for " + holders.get() + " to close the group.");
        } else if (moving.add(order.fingerprint())) {
            begin(order);
        }
    }

    /**
     * Returns the known processes that must release the group before the reattach, for people; empty without such a process.
     * {@code GroupOperations} scans the use again before the move.
     */
    private Optional<String> holders(GroupOrder order) {
        if (order.want() != GroupOrder.Want.WITH_HOST) {
            return Optional.empty();
        }
        return observed.last()
                .group(order.fingerprint())
                .map(IommuGroupReport::use)
                .filter(use -> use.state() == GroupUse.State.IN_USE)
                .map(GroupUseScan::holders);
    }

    private void begin(GroupOrder order) {
        boolean stuck = status(order).filter(status -> status == Status.STUCK).isPresent();
        if (!stuck) {
            outcomes.note(order.operationId(), Status.IN_PROGRESS, "In progress.");
        }
        threads.execute(() -> {
            try {
                finish(order, stuck ? work.retry(order) : work.attempt(order));
            } catch (RuntimeException defect) {
                finish(order, unexpected(order, defect));
            } finally {
                moving.remove(order.fingerprint());
            }
            reconcile();
        });
    }

    /** Returns the result of an attempt that ended with an exception. Logs the first exception of an order, but not the retries. */
    private Result unexpected(GroupOrder order, RuntimeException defect) {
        if (defective.add(order.operationId())) {
            LOG.error("unexpected exception order={} error={}: the agent retries", order.operationId(), defect, defect);
        }
        return new Result(Status.STUCK, "Unexpected exception in the agent: " + defect + ". See the agent's log.");
    }

    private void finish(GroupOrder order, Result result) {
        switch (result.status()) {
            case IN_PROGRESS ->
                notBefore.put(order.operationId(), clock.instant().plus(waitAgain));
            case STUCK -> notBefore.put(order.operationId(), clock.instant().plus(stuckRetry));
            case DONE, FAILED -> notBefore.remove(order.operationId());
        }
        // Reads the group first: a report with the new status then also has the new state of the group.
        observed.readAgain(order.fingerprint());
        outcomes.note(order.operationId(), result.status(), result.message());
    }
}
