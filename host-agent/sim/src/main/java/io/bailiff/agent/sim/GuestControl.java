package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** What guests do by themselves, and what others than the caller of libvirt do to them. Safe for any number of threads. */
public final class GuestControl {

    private final SimGuests guests;
    private final GuestRuns runs;
    private final GuestAnswers answers;

    GuestControl(SimGuests guests, GuestRuns runs, GuestAnswers answers) {
        this.guests = guests;
        this.runs = runs;
        this.answers = answers;
    }

    /** Has a guest behave in another way from now on. */
    public void behaves(UUID uuid, GuestBehaviour now) throws GuestException {
        synchronized (guests) {
            guests.find(uuid).behaviour = now;
        }
    }

    /** Chooses whether what a guest releases from now on stays open in its process until {@link #closeFiles}. */
    public void lingers(UUID uuid, boolean now) throws GuestException {
        synchronized (guests) {
            guests.find(uuid).lingers = now;
        }
    }

    /** Has a guest's process close what the guest has released. */
    public void closeFiles(UUID uuid) throws GuestException {
        synchronized (guests) {
            SimGuest guest = guests.active(uuid);
            List.copyOf(guest.lingering)
                    .forEach(address -> runs.close(guest, Objects.requireNonNull(guest.run), address));
            guests.changed(guest, "closed its files");
        }
    }

    /** Has a guest do at once what it was asked for, as far as its behaviour does such things. */
    public void obey(UUID uuid) throws GuestException {
        synchronized (guests) {
            answers.obey(guests.find(uuid));
        }
    }

    /** Takes a device out of a running guest. */
    public void unplug(UUID uuid, String alias) throws GuestException {
        synchronized (guests) {
            SimGuest guest = guests.active(uuid);
            answers.release(guest, Objects.requireNonNull(guest.run), alias);
        }
    }

    /** Ends a guest that runs. */
    public void end(UUID uuid) throws GuestException {
        synchronized (guests) {
            guests.end(guests.active(uuid), "stopped");
        }
    }

    /** Starts a guest with devices other than those of its definition, by their aliases. */
    public void start(UUID uuid, Map<String, PciAddress> devices) throws GuestException {
        synchronized (guests) {
            guests.start(uuid, devices);
        }
    }

    /** Ends a running guest and starts it again with devices by their aliases; nobody sees it off. */
    public void restart(UUID uuid, Map<String, PciAddress> devices) throws GuestException {
        synchronized (guests) {
            runs.end(guests.active(uuid));
            guests.start(uuid, devices);
        }
    }

    /** Takes the definition of a running guest away: when it ends it is gone. */
    public void undefine(UUID uuid) throws GuestException {
        synchronized (guests) {
            SimGuest guest = guests.active(uuid);
            guest.persistent = false;
            guest.defined.clear();
            guests.changed(guest, "undefined");
        }
    }

    /** Returns true if the process of a guest has a function open. */
    public boolean isOpen(PciAddress address) {
        synchronized (guests) {
            return guests.isOpen(address);
        }
    }

    /** Returns the functions that the process of a guest has open. */
    public List<PciAddress> open(UUID uuid) throws GuestException {
        synchronized (guests) {
            return guests.find(uuid).open();
        }
    }

    /** Returns the commands that a guest has got, in order, over all of its runs. */
    public List<GuestCommand> commands(UUID uuid) throws GuestException {
        synchronized (guests) {
            return List.copyOf(guests.find(uuid).commands);
        }
    }
}
