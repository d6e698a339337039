// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt;

import java.time.Duration;

/**
 * Intervals and time limits of the connections to libvirt.
 *
 * @param firstRetry the longest wait before the first attempt to reopen a lost connection
 * @param longestRetry the upper limit of the wait; the wait doubles with every failed attempt
 * @param keepAliveInterval the time of silence before libvirt sends a keepalive request to the other end; whole seconds
 * @param keepAliveCount the number of unanswered keepalive requests after which the connection counts as lost
 * @param callLimit the time limit of a call; without a limit a call to a stuck QEMU would never end
 * @param attachLimit the time limit of an attach, longer because QEMU first pins all of the guest's memory
 */
public record ConnectionSettings(
        Duration firstRetry,
        Duration longestRetry,
        Duration keepAliveInterval,
        int keepAliveCount,
        Duration callLimit,
        Duration attachLimit) {

    public ConnectionSettings {
        if (firstRetry.isNegative() || firstRetry.isZero() || longestRetry.compareTo(firstRetry) < 0) {
            throw new IllegalArgumentException("firstRetry must be positive and at most longestRetry: firstRetry="
                    + firstRetry + " longestRetry=" + longestRetry);
        }
        if (keepAliveInterval.toSeconds() < 1 || keepAliveCount < 1) {
            throw new IllegalArgumentException(
                    "keepAliveInterval must be at least 1 s and keepAliveCount at least 1: keepAliveInterval="
                            + keepAliveInterval + " keepAliveCount=" + keepAliveCount);
        }
        if (callLimit.toSeconds() < 1 || attachLimit.toSeconds() < 1) {
            throw new IllegalArgumentException("callLimit and attachLimit must be at least 1 s: callLimit=" + callLimit
                    + " attachLimit=" + attachLimit);
        }
    }

    /**
     * Returns the default settings. A silent host is noticed within half a minute; the connection to a restarted daemon is open
     * again within seconds.
     */
    public static ConnectionSettings standard() {
        return new ConnectionSettings(
                Duration.ofMillis(500),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                4,
                Duration.ofSeconds(20),
                Duration.ofMinutes(10));
    }
}
