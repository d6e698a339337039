package io.bailiff.agent.link;

import io.bailiff.agent.api.PlannedStep;
import io.bailiff.agent.group.StepListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes every step that is taken to the log: what was done to which function must be findable later. */
final class StepLog implements StepListener {

    private static final Logger LOG = LoggerFactory.getLogger(StepLog.class);

    @Override
    public void done(PlannedStep step) {
        LOG.info("{}: {}", step.address(), step.text());
    }

    @Override
    public void failed(PlannedStep step, String reason) {
        LOG.warn("{}", reason);
    }
}
