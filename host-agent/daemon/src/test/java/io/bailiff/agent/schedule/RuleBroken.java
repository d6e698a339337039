package io.bailiff.agent.schedule;

/**
 * A rule that always holds does not hold. An error: most of what is on the way from the agent to the schedule does not take
 * it for a failure; for the rest see {@link Rules#check}.
 */
final class RuleBroken extends Error {

    private static final long serialVersionUID = 1;

    RuleBroken(String rule) {
        super(rule);
    }
}
