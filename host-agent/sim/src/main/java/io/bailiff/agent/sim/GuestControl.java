// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Actions of guests by themselves, and actions on guests outside libvirt. Safe for any number of threads. */
public final class GuestControl {

    private final SimGuests guests;
    private final DomainInstances instances;
    private final GuestAnswers answers;

    GuestControl(SimGuests guests, DomainInstances instances, GuestAnswers answers) {
        this.guests = guests;
        this.instances = instances;
        this.answers = answers;
    }

    /** Sets a guest's behaviour from now on. */
    public void behaves(UUID uuid, GuestBehaviour now) throws GuestException {
        synchronized (guests) {
            guests.find(uuid).behaviour = now;
        }
    }

    /**
     * Makes a guest's process keep devices open after later releases, until {@link #closeFiles}; or returns to the normal
     * behaviour.
     */
    public void lingers(UUID uuid, boolean now) throws GuestException {
        synchronized (guests) {
            guests.find(uuid).lingers = now;
        }
    }

    /** Makes a guest's process close the released devices. */
    public void closeFiles(UUID uuid) throws GuestException {
        synchronized (guests) {
            SimGuest guest = guests.active(uuid);
            List.copyOf(guest.lingering)
                    .forEach(address -> instances.close(guest, Objects.requireNonNull(guest.instance), address));
            guests.changed(guest, "closed its files");
        }
    }

    /** Makes a guest carry out pending requests at once, as far as the guest's behaviour allows. */
    public void obey(UUID uuid) throws GuestException {
        synchronized (guests) {
            answers.obey(guests.find(uuid));
        }
    }

    /** Removes a device from a running guest. */
    public void unplug(UUID uuid, String alias) throws GuestException {
        synchronized (guests) {
            SimGuest guest = guests.active(uuid);
            answers.release(guest, Objects.requireNonNull(guest.instance), alias);
        }
    }

    /** Ends a running guest. */
    public void end(UUID uuid) throws GuestException {
        synchronized (guests) {
            guests.end(guests.active(uuid), "stopped");
        }
    }

    /** Starts a guest with the given devices, by alias, instead of the definition's devices. */
    public void start(UUID uuid, Map<String, PciAddress> devices) throws GuestException {
        synchronized (guests) {
            guests.start(uuid, devices);
        }
    }

    /** Ends a running guest and starts the guest again with the given devices, by alias. No event reports the end. */
    public void restart(UUID uuid, Map<String, PciAddress> devices) throws GuestException {
        synchronized (guests) {
            instances.end(guests.active(uuid));
            guests.start(uuid, devices);
        }
    }

    /** Removes the definition of a running guest: the guest vanishes at the end of the domain instance. */
    public void undefine(UUID uuid) throws GuestException {
        synchronized (guests) {
            SimGuest guest = guests.active(uuid);
            guest.persistent = false;
            guest.defined.clear();
            guests.changed(guest, "undefined");
        }
    }

    /** Returns true if the process of any guest has a function open. */
    public boolean isOpen(PciAddress address) {
        synchronized (guests) {
            return guests.isOpen(address);
        }
    }

    /** Returns the functions open in the process of a guest. */
    public List<PciAddress> open(UUID uuid) throws GuestException {
        synchronized (guests) {
            return guests.find(uuid).open();
        }
    }

    /** Returns the commands to a guest, in order, over all domain instances. */
    public List<GuestCommand> commands(UUID uuid) throws GuestException {
        synchronized (guests) {
            return List.copyOf(guests.find(uuid).commands);
        }
    }
}
