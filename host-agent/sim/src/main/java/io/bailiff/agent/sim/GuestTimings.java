package io.bailiff.agent.sim;

import java.time.Duration;

/**
 * How long the guests of a simulated host take.
 *
 * @param release how long an obedient guest takes to release a device
 * @param slowRelease how long a slow one takes
 * @param shutdown how long a shutdown takes
 * @param unplugGuard how long QEMU takes no second unplug request for the same device (5 s for native PCIe hot-plug,
 *     hw/pci/pcie.c)
 * @param closeLag how long after the event that a device was removed its vfio file stays open; zero if it is closed first, as
 *     it should be
 */
public record GuestTimings(
        Duration release, Duration slowRelease, Duration shutdown, Duration unplugGuard, Duration closeLag) {

    /** Times that a person can watch. */
    public static GuestTimings watchable() {
        return new GuestTimings(
                Duration.ofMillis(1500),
                Duration.ofSeconds(20),
                Duration.ofSeconds(4),
                Duration.ofSeconds(5),
                Duration.ZERO);
    }

    /** Everything at once, for tests. */
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

    /** A slow guest takes as much longer to shut down as it takes to release a device. */
    Duration shutdownBy(GuestBehaviour behaviour) {
        return behaviour == GuestBehaviour.SLOW ? shutdown.plus(slowRelease) : shutdown;
    }
}
