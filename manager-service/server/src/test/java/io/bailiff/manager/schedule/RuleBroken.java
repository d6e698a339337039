package io.bailiff.manager.schedule;

/**
 * A rule that always holds does not hold. An error: nothing on the way from the manager to the schedule catches
 * it.
 */
final class RuleBroken extends Error {

    private static final long serialVersionUID = 1;

    RuleBroken(String rule) {
        super(rule);
    }

    RuleBroken(String rule, Throwable cause) {
        super(rule, cause);
    }
}
