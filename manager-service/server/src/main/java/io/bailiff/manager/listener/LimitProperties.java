// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The limits for the work that clients of the listeners can cause.
 *
 * @param headTime the longest time from the connection to the end of the first request's header; includes the handshake of TLS
 * @param idleTime the longest time without a byte in either direction, and between two requests of a connection
 * @param bodyTime the longest time in which the body of a request arrives
 * @param bodyRate the lowest number of bytes of a body in a second, from the fifth second on
 * @param answerTime the longest time for an answer to be sent, without the time that the lowest rate allows
 * @param answerRate the lowest number of bytes of an answer in a second
 * @param queueTime the longest time that a request waits to begin
 * @param memory the memory of each listener for bodies that arrive and for answers that are being sent; an eighth for the bodies of a host
 * @param operators the listener for operators
 * @param agents the listener for agents
 */
@ConfigurationProperties("bailiff.limits")
record LimitProperties(
        @DefaultValue("30s") Duration headTime,
        @DefaultValue("30s") Duration idleTime,
        @DefaultValue("30s") Duration bodyTime,
        @DefaultValue("1KB") DataSize bodyRate,
        @DefaultValue("10s") Duration answerTime,
        @DefaultValue("10KB") DataSize answerRate,
        @DefaultValue("5s") Duration queueTime,
        @DefaultValue("64MB") DataSize memory,
        @DefaultValue Operators operators,
        @DefaultValue Agents agents) {

    /**
     * The limits of the listener for operators.
     *
     * @param connections the connections at once
     * @param requests the requests at once, without lists
     * @param lists the requests of lists at once
     * @param queue the requests that wait to begin; the same number of lists may wait
     */
    record Operators(
            @DefaultValue("256") int connections,
            @DefaultValue("24") int requests,
            @DefaultValue("4") int lists,
            @DefaultValue("64") int queue) {}

    /**
     * The limits of the listener for agents.
     *
     * @param connections the connections at once
     * @param strangers the connections without the certificate of a host at once, including the connections before the first request
     * @param strangersPerAddress the same for an address
     * @param connectionsPerSecond the connections that an address opens within a second
     * @param connectionsPerHost the connections of a host at once
     * @param requests the requests at once, without parked polls and without reports in the queue
     * @param queue the requests that wait to begin
     * @param requestsPerHost the requests of a host at once, with polls and reports
     */
    record Agents(
            @DefaultValue("8192") int connections,
            @DefaultValue("256") int strangers,
            @DefaultValue("64") int strangersPerAddress,
            @DefaultValue("100") int connectionsPerSecond,
            @DefaultValue("16") int connectionsPerHost,
            @DefaultValue("16") int requests,
            @DefaultValue("256") int queue,
            @DefaultValue("8") int requestsPerHost) {}
}
