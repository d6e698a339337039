// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.time.Duration;

/**
 * Response times of the guests of a simulated host.
 *
 * @param release the time of an obedient guest to release a device
 * @param slowRelease the time of a slow guest to release a device
 * @param shutdown the time of a shutdown
 * @param unplugGuard the time during which QEMU rejects a second unplug request for the same device (5 s for native PCIe
 *     hot-plug, hw/pci/pcie.c)
 * @param closeLag the time for which the vfio file stays open after the event of the device's removal; zero, the correct order,
 *     closes the file before the event
 */
public record GuestTimings(
        Duration release, Duration slowRelease, Duration shutdown, Duration unplugGuard, Duration closeLag) {

    /** Returns times slow enough for a person to watch. */
    public static GuestTimings watchable() {
        return new GuestTimings(
                Duration.ofMillis(1500),
                Duration.ofSeconds(20),
                Duration.ofSeconds(4),
                Duration.ofSeconds(5),
                Duration.ZERO);
    }

    /** Returns immediate reactions, for tests; QEMU's unplug guard stays at 5 s. */
    public static GuestTimings instant() {
        return new GuestTimings(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(5), Duration.ZERO);
    }

    public GuestTimings withCloseLag(Duration lag) {
        return new GuestTimings(release, slowRelease, shutdown, unplugGuard, lag);
    }

    public GuestTimings withUnplugGuard(Duration guard) {
        return new GuestTimings(release, slowRelease, shutdown, guard, closeLag);
    }

    Duration releaseBy(GuestBehaviour behaviour) {
        return behaviour == GuestBehaviour.SLOW ? slowRelease : release;
    }

    /** Returns the time of a shutdown. A slow guest needs additional time, equal to the time of a slow release. */
    Duration shutdownBy(GuestBehaviour behaviour) {
        return behaviour == GuestBehaviour.SLOW ? shutdown.plus(slowRelease) : shutdown;
    }
}
