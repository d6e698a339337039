// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.api.OrderOutcome.Status;
import io.bailiff.agent.group.DetachRequest;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.JournalException;
import io.bailiff.agent.group.MoveOutcome;
import io.bailiff.agent.group.MoveOutcome.Done;
import io.bailiff.agent.group.MoveOutcome.Refused;
import io.bailiff.agent.group.MoveOutcome.Stuck;
import io.bailiff.agent.group.MoveOutcome.Undone;
import io.bailiff.agent.guard.Guard;
import java.io.IOException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a single attempt at an order, and returns the progress. */
final class OrderExecutor {

    /**
     * The progress of an order after an attempt.
     *
     * @param status the status for the manager; {@link Status#IN_PROGRESS} asks for another attempt later
     * @param message the result, for people
     */
    record Result(Status status, String message) {}

    private static final Logger LOG = LoggerFactory.getLogger(OrderExecutor.class);

    private final Groups groups;
    private final Guard guard;

    OrderExecutor(Groups groups, Guard guard) {
        this.groups = groups;
        this.guard = guard;
    }

    static String owner(GroupOrder order) {
        return "assignment " + order.assignmentId();
    }

    /** Applies the guard's part of the desired state: fences and refused claims. Logs a failure to store the fences. */
    void updateGuard(DesiredState state) {
        try {
            guard.fenceOnly(state.orders().stream()
                    .filter(order -> order.want() == GroupOrder.Want.FENCED)
                    .map(GroupOrder::fingerprint)
                    .collect(Collectors.toSet()));
        } catch (IOException e) {
            LOG.error("cannot store the fenced groups error={}: the stored fences stay in force", e.getMessage());
        }
        guard.refuse(state.refusals());
    }

    /** Makes a first attempt at an order, or another attempt at a waiting order. */
    Result attempt(GroupOrder order) {
        return switch (order.want()) {
            case DETACHED -> {
                DetachRequest request =
                        new DetachRequest(order.fingerprint(), owner(order), order.operationId(), order.allowed());
                yield result(order, detach(order, request));
            }
            case FENCED -> fence(order);
            case WITH_HOST -> reattach(order);
        };
    }

    private MoveOutcome detach(GroupOrder order, DetachRequest request) {
        guard.prepareLoan();
        try {
            MoveOutcome outcome = groups.operations().detach(request, StepLog.of(order));
            StepLog.detached(request, outcome);
            return outcome;
        } finally {
            guard.loanPrepared();
        }
    }

    private Result fence(GroupOrder order) {
        try {
            return new Result(Status.DONE, guard.fence(order.fingerprint()).text());
        } catch (IOException e) {
            return new Result(
                    Status.STUCK, "Bus mastering may still be on for a member of the group: " + e.getMessage() + ".");
        }
    }

    /** Lets the waiting openers of the host take the group first, then reattaches the rest of the group. */
    private Result reattach(GroupOrder order) {
        try {
            if (!guard.letHostTake(order.fingerprint())) {
                return new Result(Status.IN_PROGRESS, "The agent is stopping.");
            }
        } catch (IOException e) {
            return new Result(
                    Status.STUCK,
                    "Cannot determine which processes of the host wait for the group: " + e.getMessage() + ".");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(Status.IN_PROGRESS, "The agent is stopping.");
        }
        MoveOutcome outcome = groups.operations().reattach(order.fingerprint(), owner(order), false, StepLog.of(order));
        if (outcome instanceof Done) {
            guard.reattached(order.fingerprint());
        } else {
            guard.reattachFailed(order.fingerprint());
        }
        return result(order, outcome);
    }

    /**
     * Makes another attempt at an order with status {@code STUCK}: recovery completes or rolls back the operation in the journal. A
     * fence is tried again.
     */
    Result retry(GroupOrder order) {
        if (order.want() == GroupOrder.Want.FENCED) {
            return fence(order);
        }
        MoveOutcome outcome = groups.operations().recover(order.fingerprint(), StepLog.of(order));
        if (outcome instanceof Refused || outcome instanceof Stuck) {
            return new Result(Status.STUCK, outcome.message());
        }
        try {
            boolean away = groups.journals().read(order.fingerprint()).isPresent();
            boolean asWanted = away == (order.want() == GroupOrder.Want.DETACHED);
            return new Result(asWanted ? Status.DONE : Status.FAILED, outcome.message());
        } catch (JournalException e) {
            return new Result(Status.STUCK, e.getMessage() + " " + e.remedy());
        }
    }

    private static Result result(GroupOrder order, MoveOutcome outcome) {
        Status status;
        if (outcome instanceof Done) {
            status = Status.DONE;
        } else if (outcome instanceof Undone) {
            status = Status.FAILED;
        } else if (outcome instanceof Refused refused) {
            status = refused(order, refused);
        } else {
            status = Status.STUCK;
        }
        return new Result(status, outcome.message());
    }

    private static Status refused(GroupOrder order, Refused refused) {
        return switch (refused.why()) {
            case BUSY -> Status.IN_PROGRESS;
            case IN_USE -> order.want() == GroupOrder.Want.WITH_HOST ? Status.IN_PROGRESS : Status.FAILED;
            case UNFINISHED -> Status.STUCK;
            // A reattach is retried until success: a file that is unreadable now may be readable later.
            case UNREADABLE -> order.want() == GroupOrder.Want.WITH_HOST ? Status.STUCK : Status.FAILED;
            case NOT_HERE, NEEDED_BY_HOST, OWNED, NOT_OURS, NO_DRIVER -> Status.FAILED;
        };
    }
}
