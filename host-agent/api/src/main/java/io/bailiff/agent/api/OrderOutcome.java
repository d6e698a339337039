// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import io.bailiff.agent.api.limit.Text;
import java.time.Instant;

/**
 * The progress or result of one order.
 *
 * @param operationId the order's operation id
 * @param status the progress of the order
 * @param message for people: the work done, the condition waited for, or the reason of a failure with a remedy
 * @param since the time of the last change of status, by the host's clock
 */
public record OrderOutcome(
        @Text(longest = 100, exact = true) String operationId,
        Status status,
        @Text(longest = 16_384) String message,
        Instant since) {

    /** The progress of an order. */
    public enum Status {
        /** In progress, or waiting for the group's release. */
        IN_PROGRESS,
        /** The group is in the wanted state, and the agent has verified the state. */
        DONE,
        /** The order failed and the group is as before. The agent does not retry by itself. */
        FAILED,
        /**
         * The order could be neither completed nor rolled back: the group may be in neither state. The agent keeps retrying;
         * the manager must not lend any part of the group.
         */
        STUCK
    }
}
