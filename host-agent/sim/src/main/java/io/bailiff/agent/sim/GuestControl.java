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

    /** A guest whose process has a function open. */
    public record Opener(UUID guest, String name, long pid) {}

    /** Returns the guests whose processes have the function open: functions in the guest, and released functions that are still open. */
    public List<Opener> openers(PciAddress function) {
        synchronized (guests) {
            return guests.openers(function);
        }
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

    /** Lets a running guest suspend itself to RAM, until {@link SimGuests#wake}. */
    public void sleep(UUID uuid) throws GuestException {
        synchronized (guests) {
            guests.becomes(responding(uuid), GuestView.State.SUSPENDED, "sleeping");
        }
    }

    /** Lets the kernel of a running guest panic; the process remains, as with {@code <on_crash>preserve</on_crash>}. */
    public void crash(UUID uuid) throws GuestException {
        synchronized (guests) {
            SimGuest guest = responding(uuid);
            guest.panicked = true;
            guests.becomes(guest, GuestView.State.CRASHED, "crashed");
        }
    }

    /** Lets a running guest power off; the process does not end, as with a QEMU that still writes to a slow disk. */
    public void powerOff(UUID uuid) throws GuestException {
        synchronized (guests) {
            guests.becomes(responding(uuid), GuestView.State.SHUTTING_DOWN, "shutting down");
        }
    }

    /**
     * Saves a running guest to an image ({@code virDomainManagedSave}) and ends the guest; the next start restores the image.
     *
     * @throws GuestException {@code WRONG_STATE} if the guest has a function: QEMU cannot save the state of most devices
     *     (qemu_migration.c, qemuMigrationSrcIsAllowed)
     */
    public void save(UUID uuid) throws GuestException {
        synchronized (guests) {
            SimGuest guest = responding(uuid);
            if (!guest.live.isEmpty()) {
                throw GuestChecks.wrongState("cannot migrate a domain with <hostdev mode='subsystem' type='pci'>");
            }
            guest.saved = true;
            guests.end(guest, "saved");
        }
    }

    /** Begins the start of a guest with the devices of the definition; libvirt holds the guest until {@link #finishStart}. */
    public void beginStart(UUID uuid) throws GuestException {
        synchronized (guests) {
            guests.start(uuid);
            guests.find(uuid).active = GuestView.State.STARTING;
        }
    }

    /** Finishes the start of a guest. */
    public void finishStart(UUID uuid) throws GuestException {
        synchronized (guests) {
            SimGuest guest = guests.active(uuid);
            if (guest.state() != GuestView.State.STARTING) {
                throw GuestChecks.wrongState("domain is not being started");
            }
            guests.runsAgain(guest, "started");
        }
    }

    private SimGuest responding(UUID uuid) throws GuestException {
        SimGuest guest = guests.active(uuid);
        if (!guest.responds()) {
            throw GuestChecks.wrongState("domain is not running");
        }
        return guest;
    }

    /** Adds an interface to a guest's definition that takes a function of a network at the next start. */
    public void definePool(UUID uuid, GuestView.Pool pool) throws GuestException {
        synchronized (guests) {
            guests.find(uuid).definedPools.add(pool);
        }
    }

    /** Removes the definition of a running guest: the guest vanishes at the end of the domain instance. */
    public void undefine(UUID uuid) throws GuestException {
        synchronized (guests) {
            SimGuest guest = guests.active(uuid);
            guest.persistent = false;
            guest.defined.clear();
            guest.definedPools.clear();
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
