// SPDX-License-Identifier: Apache-2.0
package io.bailiff.testing.schedule;

/**
 * A rule of the system was broken. An error and not an exception, because much of the code between the tested code and the
 * schedule catches exceptions.
 */
public final class RuleBroken extends Error {

    private static final long serialVersionUID = 1;

    /** @param rule the rule; after a colon, the cause of the breach */
    public RuleBroken(String rule) {
        super(rule);
    }

    /**
     * @param rule the rule; after a colon, the cause of the breach
     * @param cause the exception thrown by the tested code
     */
    public RuleBroken(String rule, Throwable cause) {
        super(rule, cause);
    }
}
