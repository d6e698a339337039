package io.bailiff.agent.api;

import java.time.Instant;

/**
 * What became of one order.
 *
 * @param operationId the order's
 * @param status how far it is
 * @param message for people: what was done, what is waited for, or why it failed and what to do about it
 * @param since when it got into this status, by the host's clock
 */
public record OrderOutcome(String operationId, Status status, String message, Instant since) {

    /** How far an order is. */
    public enum Status {
        /** Under way, or waiting for the group's release. */
        IN_PROGRESS,
        /** The group is where it was wanted, and verified to be. */
        DONE,
        /** It could not be done and everything is as it was before. The agent does not try again by itself. */
        FAILED,
        /**
         * It could not be done, and could not be undone either: the group is in neither state. The agent goes on trying;
         * nothing may be given out.
         */
        STUCK
    }
}
