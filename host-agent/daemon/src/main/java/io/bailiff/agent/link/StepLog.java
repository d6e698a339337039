package io.bailiff.agent.link;

import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.api.PlannedStep;
import io.bailiff.agent.group.StepListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every step in the host's log, with the assignment and the guest that it is for. */
final class StepLog implements StepListener {

    private static final Logger log = LoggerFactory.getLogger(StepLog.class);

    private final String purpose;

    StepLog(GroupOrder order) {
        this.purpose = "assignment " + order.assignmentId() + (order.guest() == null ? "" : ", guest " + order.guest());
    }

    @Override
    public void done(PlannedStep step) {
        log.info("{} {} ({})", step.address(), step.text(), purpose);
    }

    @Override
    public void failed(PlannedStep step, String reason) {
        log.warn("{} failed ({})", reason, purpose);
    }
}
