// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The reactions of guests to requests, according to the guests' behaviour. Guarded by {@link SimGuests}. */
final class GuestAnswers {

    private final Object lock;
    private final DomainInstances instances;
    private final GuestTimings timings;
    private final SimClock clock;
    private final GuestEvents events;
    private final Consumer<SimGuest> shutDown;

    /**
     * Creates the reactions of all guests of a hypervisor.
     *
     * @param lock held during every action of a guest
     * @param shutDown ends a guest after the guest's shutdown
     */
    GuestAnswers(
            Object lock,
            DomainInstances instances,
            GuestTimings timings,
            SimClock clock,
            GuestEvents events,
            Consumer<SimGuest> shutDown) {
        this.lock = lock;
        this.instances = instances;
        this.timings = timings;
        this.clock = clock;
        this.events = events;
        this.shutDown = shutDown;
    }

    /** Asks a guest to release a device. */
    void askToRelease(SimGuest guest, String alias, SimGuest.LiveDevice device) {
        device.releaseAsked = true;
        if (guest.responds() && guest.behaviour.releasesDevices()) {
            later(guest, timings.releaseBy(guest.behaviour), instance -> release(guest, instance, alias));
        }
    }

    /** Asks a guest to shut down. */
    void askToShutDown(SimGuest guest) {
        guest.shutdownAsked = true;
        if (guest.responds() && guest.behaviour.shutsDown()) {
            later(guest, timings.shutdownBy(guest.behaviour), instance -> shutDown.accept(guest));
        }
    }

    /** Starts a guest's pending requests again when the guest runs again: the requests from before and during the interruption. */
    void resume(SimGuest guest) {
        guest.live.forEach((alias, device) -> {
            if (device.releaseAsked) {
                askToRelease(guest, alias, device);
            }
        });
        if (guest.shutdownAsked) {
            askToShutDown(guest);
        }
    }

    /** Carries out a guest's pending requests at once, without the delay of the guest's behaviour. */
    void obey(SimGuest guest) {
        SimGuest.Instance instance = guest.instance;
        if (instance == null || !guest.responds()) {
            return;
        }
        if (guest.shutdownAsked && guest.behaviour.shutsDown()) {
            shutDown.accept(guest);
        } else if (guest.behaviour.releasesDevices()) {
            List.copyOf(guest.live.entrySet()).stream()
                    .filter(device -> device.getValue().releaseAsked)
                    .map(Map.Entry::getKey)
                    .forEach(alias -> release(guest, instance, alias));
        }
    }

    /**
     * Removes a device from a domain instance. The vfio file is closed before the event, or later with a close lag. A lingering
     * guest keeps the file open.
     */
    void release(SimGuest guest, SimGuest.Instance instance, String alias) {
        SimGuest.LiveDevice device = guest.live.remove(alias);
        if (device == null) {
            return;
        }
        if (!guest.lingers && timings.closeLag().isZero()) {
            instances.close(guest, instance, device.address);
        } else {
            guest.lingering.add(device.address);
            if (!guest.lingers) {
                clock.later(timings.closeLag(), () -> closeLate(guest, instance, device));
            }
        }
        events.add(GuestEvent.Type.DeviceRemoved, guest.uuid, guest.name, alias, null);
    }

    private void closeLate(SimGuest guest, SimGuest.Instance instance, SimGuest.LiveDevice device) {
        synchronized (lock) {
            instances.close(guest, instance, device.address);
        }
    }

    /** Schedules an action of a guest. The action runs only if the domain instance is still the same and the guest responds. */
    private void later(SimGuest guest, Duration delay, Consumer<SimGuest.Instance> action) {
        Optional<Integer> id = guest.instanceId();
        clock.later(delay, () -> {
            synchronized (lock) {
                SimGuest.Instance instance = guest.instance;
                if (instance != null && guest.instanceId().equals(id) && guest.responds()) {
                    action.accept(instance);
                }
            }
        });
    }
}
