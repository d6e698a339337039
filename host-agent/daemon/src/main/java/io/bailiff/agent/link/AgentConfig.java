// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.guard.GuardPolicy;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The configuration of an agent.
 *
 * @param libvirt the socket of the host's libvirt daemon
 * @param state the directory of the agent's stored state, with the host's identity at the manager
 * @param intervals the times between repeated actions, and the limits of waits
 * @param guard the guard's reaction to claims
 */
public record AgentConfig(DaemonSocket libvirt, Path state, Intervals intervals, GuardPolicy guard) {

    /**
     * The times between repeated actions of the agent, and the limits of waits.
     *
     * @param survey the time between two surveys of the whole host, and between two attempts at a waiting order
     * @param surveyMaxAge the maximum age of a survey in a report; the state of every group is unknown afterwards
     * @param useScan the time between two scans of the use of a group with a pending release, and between two checks of held claims
     * @param report the longest time between two checks if a fact has changed since the last report
     * @param pollWait the maximum time for the manager to hold a request for the desired state
     * @param retry the limit of the first wait after a failed call; the limit doubles with every failure, and each wait has a
     *     random length
     * @param retryAtMost the highest limit of the wait after a failed call; also the wait after a desired state with a lower
     *     revision
     * @param rejected the wait after a rejection by the manager, and between two checks of the host's certificate
     * @param stuckRetry the time between two attempts at an order with status {@code STUCK}
     */
    public record Intervals(
            Duration survey,
            Duration surveyMaxAge,
            Duration useScan,
            Duration report,
            Duration pollWait,
            Duration retry,
            Duration retryAtMost,
            Duration rejected,
            Duration stuckRetry) {

        public static Intervals normal() {
            return new Intervals(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(60),
                    Duration.ofMillis(200),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(25),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(10));
        }
    }
}
