package io.bailiff.manager.assignment;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long an assignment waits for what.
 *
 * @param detachDeadline for the agent to take the group from the host; after it the assignment is undone
 * @param attachDeadline for libvirt to give the guest its functions; after it the assignment is undone
 * @param look how often something is looked at although nothing said that it has changed
 * @param lookAtActive the same for an assignment that only stands
 * @param lateRelease how long after a request was taken back a guest that obeys it gets its functions back
 * @param retryFirst the pause after an order that failed; doubled each time
 * @param retryMost the longest such pause
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

    /** The pause after so many failures. */
    Duration retryAfter(int failures) {
        Duration pause = retryFirst.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), 16));
        return pause.compareTo(retryMost) > 0 ? retryMost : pause;
    }
}
