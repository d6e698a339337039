// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Deadlines and intervals of assignments.
 *
 * @param detachDeadline the time for the agent to detach the group from the host; afterwards the assignment is undone
 * @param attachDeadline the time for libvirt to attach the functions to the guest; afterwards the assignment is undone
 * @param look the longest pause between two steps, unless an event wakes the assignment
 * @param lookAtActive the same pause for an ACTIVE assignment with nothing pending
 * @param lateRelease the time after a withdrawn release request in which a guest that obeys gets its functions back
 * @param retryFirst the pause after the first failure of an order; doubled with each further failure
 * @param retryMost the longest pause after a failure
 */
@ConfigurationProperties("bailiff.assignment")
record AssignmentProperties(
        @DefaultValue("120s") Duration detachDeadline,
        @DefaultValue("60s") Duration attachDeadline,
        @DefaultValue("5s") Duration look,
        @DefaultValue("30s") Duration lookAtActive,
        @DefaultValue("5m") Duration lateRelease,
        @DefaultValue("5s") Duration retryFirst,
        @DefaultValue("5m") Duration retryMost) {

    /** Returns the pause after the given number of failures. */
    Duration retryAfter(int failures) {
        Duration pause = retryFirst.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), 16));
        return pause.compareTo(retryMost) > 0 ? retryMost : pause;
    }
}
