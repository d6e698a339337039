package io.bailiff.testing.schedule;

/** A rule that always holds does not hold. An error, because much of what is between the tested code and the schedule catches exceptions. */
public final class RuleBroken extends Error {

    private static final long serialVersionUID = 1;

    /** @param rule the rule; after a colon, what broke it */
    public RuleBroken(String rule) {
        super(rule);
    }

    /** @param cause what the tested code has thrown */
    public RuleBroken(String rule, Throwable cause) {
        super(rule, cause);
    }
}
