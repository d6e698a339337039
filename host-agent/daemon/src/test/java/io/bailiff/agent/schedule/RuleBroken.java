package io.bailiff.agent.schedule;

/** A rule that always holds does not hold. An error: nothing on the way from the agent to the schedule takes it for a failure. */
final class RuleBroken extends Error {

    private static final long serialVersionUID = 1;

    RuleBroken(String rule) {
        super(rule);
    }
}
