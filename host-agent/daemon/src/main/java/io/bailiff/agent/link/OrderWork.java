package io.bailiff.agent.link;

import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.agent.api.OrderOutcome.Status;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.MoveOutcome;
import io.bailiff.agent.group.MoveOutcome.Done;
import io.bailiff.agent.group.MoveOutcome.Refused;
import io.bailiff.agent.group.MoveOutcome.Stuck;
import io.bailiff.agent.group.MoveOutcome.Undone;
import io.bailiff.agent.group.MoveOutcome.Why;
import io.bailiff.agent.group.StepListener;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out one order, on a thread of its own, for as long as the order stands. */
final class OrderWork {

    private static final Logger log = LoggerFactory.getLogger(OrderWork.class);

    private static final Duration FIRST_PAUSE_WHEN_STUCK = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE_WHEN_STUCK = Duration.ofSeconds(30);

    private final GroupOrder order;
    private final Groups groups;
    private final OrderBook book;
    private final Duration watch;
    private final StepListener steps;

    private Duration pauseWhenStuck = FIRST_PAUSE_WHEN_STUCK;

    /** @param watch how long between looks at a group that is waited for */
    OrderWork(GroupOrder order, Groups groups, OrderBook book, Duration watch) {
        this.order = order;
        this.groups = groups;
        this.book = book;
        this.watch = watch;
        this.steps = new StepLog(order);
    }

    /** Returns when the order has ended or does not stand any more, or when the thread is interrupted. */
    void run() {
        log.info("Group {} for {}: {} (operation {})", order.fingerprint(), owner(), order.want(), order.operationId());
        book.note(order, Status.IN_PROGRESS, "Begun.");
        try {
            Optional<Duration> pause = attempt();
            while (pause.isPresent() && book.stands(order)) {
                Thread.sleep(pause.get().toMillis());
                pause = attempt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How long to wait before the next attempt; empty if there is none to be made. */
    private Optional<Duration> attempt() {
        MoveOutcome outcome = move();
        if (outcome instanceof Done done) {
            return ended(Status.DONE, done);
        }
        if (outcome instanceof Undone undone) {
            return ended(Status.FAILED, undone);
        }
        if (outcome instanceof Refused refused) {
            return refused(refused);
        }
        return stuck(outcome);
    }

    private MoveOutcome move() {
        return switch (order.want()) {
            case DETACHED -> groups.keeper().detach(order.fingerprint(), owner(), order.operationId(), steps);
            case WITH_HOST -> groups.keeper().reattach(order.fingerprint(), owner(), false, steps);
        };
    }

    private Optional<Duration> ended(Status status, MoveOutcome outcome) {
        log.info("Group {} for {}: {} {}", order.fingerprint(), owner(), status, outcome.message());
        book.note(order, status, outcome.message());
        return Optional.empty();
    }

    private Optional<Duration> refused(Refused refused) {
        boolean passes = refused.why() == Why.BUSY || (refused.why() == Why.IN_USE && order.want() == Want.WITH_HOST);
        if (passes) {
            book.note(order, Status.IN_PROGRESS, refused.reason());
            return Optional.of(watch);
        }
        return refused.why() == Why.UNFINISHED ? stuck(refused) : ended(Status.FAILED, refused);
    }

    /** Neither here nor there: brings it to one side first, and tries the order again from there. */
    private Optional<Duration> stuck(MoveOutcome why) {
        book.note(order, Status.STUCK, why.message());
        MoveOutcome recovered = groups.recovery().run(order.fingerprint(), steps);
        if (recovered instanceof Undone undone && order.want() == Want.DETACHED) {
            return ended(Status.FAILED, undone);
        }
        if (recovered instanceof Stuck || recovered instanceof Refused) {
            log.error("Group {} for {} is stuck: {}", order.fingerprint(), owner(), recovered.message());
            book.note(order, Status.STUCK, recovered.message());
            return Optional.of(longerPause());
        }
        return Optional.of(watch);
    }

    private Duration longerPause() {
        Duration pause = pauseWhenStuck;
        Duration twice = pause.multipliedBy(2);
        pauseWhenStuck = twice.compareTo(LONGEST_PAUSE_WHEN_STUCK) > 0 ? LONGEST_PAUSE_WHEN_STUCK : twice;
        return pause;
    }

    private String owner() {
        return "assignment " + order.assignmentId();
    }
}
