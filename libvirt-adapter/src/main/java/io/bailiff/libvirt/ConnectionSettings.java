package io.bailiff.libvirt;

import java.time.Duration;

/**
 * How connections are kept.
 *
 * @param firstRetry the longest wait before the first attempt to open a lost connection again
 * @param longestRetry what that wait grows to, doubling, while the attempts fail
 * @param keepAliveInterval silence after which the other end is asked whether it is there; whole seconds
 * @param keepAliveCount unanswered questions after which the connection counts as lost
 * @param callLimit how long a call may take; one to a stuck QEMU would never end
 * @param attachLimit how long giving a device may take: QEMU first pins all of the guest's memory
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
            throw new IllegalArgumentException(
                    "The waits between attempts must be positive and growing: " + firstRetry + " to " + longestRetry);
        }
        if (keepAliveInterval.toSeconds() < 1 || keepAliveCount < 1) {
            throw new IllegalArgumentException("Keepalive needs at least one second and one question, not "
                    + keepAliveInterval + " and " + keepAliveCount);
        }
        if (callLimit.toSeconds() < 1 || attachLimit.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "A call needs at least one second, not " + callLimit + " and " + attachLimit);
        }
    }

    /** A host that stops answering is noticed within half a minute; a daemon that restarts is back within seconds. */
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
