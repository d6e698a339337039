// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.api.PlannedStep;
import io.bailiff.agent.group.DetachRequest;
import io.bailiff.agent.group.MoveOutcome;
import io.bailiff.agent.group.StepListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs every completed or failed step with the purpose of the step: an operator must be able to find every change of a function
 * later.
 */
final class StepLog implements StepListener {

    private static final Logger LOG = LoggerFactory.getLogger(StepLog.class);

    private final String purpose;

    private StepLog(String purpose) {
        this.purpose = purpose;
    }

    static StepLog of(GroupOrder order) {
        String guest = order.guest() == null ? "" : " guest=" + order.guest();
        return new StepLog("assignment=" + order.assignmentId() + guest + " order=" + order.operationId());
    }

    static StepLog ofRecovery() {
        return new StepLog("cause=recovery");
    }

    /** Logs the outcome of a detach, with the uses of the group that the request allowed to end. */
    static void detached(DetachRequest request, MoveOutcome outcome) {
        LOG.info(
                "detach group={} owner=\"{}\" order={} allowed={} outcome=\"{}\"",
                request.group(),
                request.owner(),
                request.operationId(),
                request.allowed(),
                outcome.message());
    }

    @Override
    public void done(PlannedStep step) {
        LOG.info("step done function={} step=\"{}\" {}", step.address(), step.text(), purpose);
    }

    @Override
    public void failed(PlannedStep step, String reason) {
        LOG.warn("step failed function={} step=\"{}\" {} error={}", step.address(), step.text(), purpose, reason);
    }
}
