package io.bailiff.agent.sim;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Does what guests are asked for, as far as their behaviour does such things. Guarded by {@link SimGuests}. */
final class GuestAnswers {

    private final Object lock;
    private final GuestRuns runs;
    private final GuestTimings timings;
    private final SimClock clock;
    private final GuestEvents events;
    private final Consumer<SimGuest> shutDown;

    /**
     * Creates the answers of all guests of a hypervisor.
     *
     * @param lock held whenever a guest does something
     * @param shutDown ends a guest that has shut down
     */
    GuestAnswers(
            Object lock,
            GuestRuns runs,
            GuestTimings timings,
            SimClock clock,
            GuestEvents events,
            Consumer<SimGuest> shutDown) {
        this.lock = lock;
        this.runs = runs;
        this.timings = timings;
        this.clock = clock;
        this.events = events;
        this.shutDown = shutDown;
    }

    /** Asks a guest to release a device. */
    void askToRelease(SimGuest guest, String alias, SimGuest.LiveDevice device) {
        device.releaseAsked = true;
        if (!guest.paused && guest.behaviour.releasesDevices()) {
            later(guest, timings.releaseBy(guest.behaviour), run -> release(guest, run, alias));
        }
    }

    /** Asks a guest to shut down. */
    void askToShutDown(SimGuest guest) {
        guest.shutdownAsked = true;
        if (!guest.paused && guest.behaviour.shutsDown()) {
            later(guest, timings.shutdownBy(guest.behaviour), run -> shutDown.accept(guest));
        }
    }

    /** Begins once more what a guest was asked for while it was paused. */
    void resume(SimGuest guest) {
        List.copyOf(guest.live.entrySet()).stream()
                .filter(device -> device.getValue().releaseAsked)
                .forEach(device -> askToRelease(guest, device.getKey(), device.getValue()));
        if (guest.shutdownAsked) {
            askToShutDown(guest);
        }
    }

    /** Does now what a guest was asked for, whatever time its behaviour takes. */
    void obey(SimGuest guest) {
        SimGuest.Run run = guest.run;
        if (run == null || guest.paused) {
            return;
        }
        if (guest.shutdownAsked && guest.behaviour.shutsDown()) {
            shutDown.accept(guest);
        } else if (guest.behaviour.releasesDevices()) {
            List.copyOf(guest.live.entrySet()).stream()
                    .filter(device -> device.getValue().releaseAsked)
                    .map(Map.Entry::getKey)
                    .forEach(alias -> release(guest, run, alias));
        }
    }

    /** Takes a device out of a run. */
    void release(SimGuest guest, SimGuest.Run run, String alias) {
        SimGuest.LiveDevice device = guest.live.remove(alias);
        if (device == null) {
            return;
        }
        if (!guest.lingers && timings.closeLag().isZero()) {
            runs.close(guest, run, device.address);
        } else {
            guest.lingering.add(device.address);
            if (!guest.lingers) {
                clock.later(timings.closeLag(), () -> closeLate(guest, run, device));
            }
        }
        events.add(GuestEvent.Type.DeviceRemoved, guest.uuid, guest.name, alias, null);
    }

    private void closeLate(SimGuest guest, SimGuest.Run run, SimGuest.LiveDevice device) {
        synchronized (lock) {
            runs.close(guest, run, device.address);
        }
    }

    /** Has a guest do something later, if it is still in the same run then, and not paused. */
    private void later(SimGuest guest, Duration delay, Consumer<SimGuest.Run> action) {
        Optional<Integer> id = guest.runId();
        clock.later(delay, () -> {
            synchronized (lock) {
                SimGuest.Run run = guest.run;
                if (run != null && guest.runId().equals(id) && !guest.paused) {
                    action.accept(run);
                }
            }
        });
    }
}
