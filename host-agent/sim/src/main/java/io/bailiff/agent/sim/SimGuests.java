package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The hypervisor of a simulated host. A guest that has a function has its vfio file open, and gets it only if the kernel lets
 * it. Safe for any number of threads.
 */
public final class SimGuests {

    private final String host;
    private final SimKernel kernel;
    private final GuestTimings timings;
    private final SimClock clock;
    private final GuestRuns runs;
    private final GuestEvents events = new GuestEvents();
    private final Map<UUID, SimGuest> guests = new LinkedHashMap<>();
    private boolean storageFull;

    /** @param clock the time in which the guests do what they do */
    public SimGuests(SimHost host, GuestTimings timings, SimClock clock) {
        this.host = host.name();
        this.kernel = host.kernel();
        this.timings = timings;
        this.clock = clock;
        this.runs = new GuestRuns(host.kernel(), host.processes());
        // The kernel calls this with its lock held, and whoever has the lock of this object may be waiting for that.
        kernel.vfio().onRequest((pid, address) -> clock.later(Duration.ZERO, () -> requestedByKernel(pid, address)));
    }

    public GuestEvents events() {
        return events;
    }

    /** Defines a guest; it is off. Its UUID follows from its name and the host's. */
    public synchronized UUID define(String name, GuestBehaviour behaviour) {
        UUID uuid = UUID.nameUUIDFromBytes((host + "/" + name).getBytes(StandardCharsets.UTF_8));
        SimGuest guest = new SimGuest(uuid, name, behaviour);
        guests.put(uuid, guest);
        changed(guest, "defined");
        return uuid;
    }

    public synchronized List<GuestView> all() {
        return guests.values().stream().map(SimGuest::view).toList();
    }

    public synchronized GuestView guest(UUID uuid) throws GuestException {
        return find(uuid).view();
    }

    /** Starts a guest with the devices of its definition. */
    public synchronized void start(UUID uuid) throws GuestException {
        SimGuest guest = find(uuid);
        if (guest.run != null) {
            throw wrongState("domain is already running");
        }
        for (PciAddress address : guest.defined.values()) {
            GuestChecks.notTaken(guests.values(), guest, address);
        }
        runs.start(guest);
        changed(guest, "started");
    }

    /** From now on a changed definition cannot be stored, or can be again: its file system is full. */
    public synchronized void definitionsCannotBeStored(boolean now) {
        storageFull = now;
    }

    /** Gives a guest a function: to its definition, and, if it runs, at once. */
    public synchronized void attach(UUID uuid, String alias, PciAddress address) throws GuestException {
        attach(uuid, alias, address, find(uuid).run == null ? Affected.CONFIG : Affected.BOTH);
    }

    /**
     * Gives a guest a function in the order of libvirt's qemuDomainAttachDeviceLiveAndConfig: each list is checked for itself before
     * either changes, and the definition is stored last. If it cannot be, the running guest keeps the function.
     */
    public synchronized void attach(UUID uuid, String alias, PciAddress address, Affected affected)
            throws GuestException {
        SimGuest guest = affected.live() ? active(uuid) : find(uuid);
        if (affected.config()) {
            GuestChecks.notDefined(guest, alias, address);
        }
        if (affected.live()) {
            GuestChecks.notLive(guest, alias, address);
            GuestChecks.notTaken(guests.values(), guest, address);
            runs.plug(guest, alias, address);
            events.add(GuestEvent.Type.DeviceAdded, guest.uuid, guest.name, alias, null);
        }
        if (affected.config()) {
            requireStorage(guest);
            guest.defined.put(alias, address);
        }
    }

    /** What came of a request to let go of a device. */
    public enum DetachResult {
        SENT,
        ALREADY_PENDING,
        NOT_THERE
    }

    /** Asks a running guest to let go of a device; whether it does is its own affair. */
    public synchronized DetachResult requestDetach(UUID uuid, String alias) throws GuestException {
        SimGuest guest = active(uuid);
        SimGuest.LiveDevice device = guest.live.get(alias);
        if (device == null) {
            return DetachResult.NOT_THERE;
        }
        long now = clock.nanos();
        Long last = device.lastRequest;
        if (last != null && now - last < timings.unplugGuard().toNanos()) {
            return DetachResult.ALREADY_PENDING;
        }
        device.lastRequest = now;
        askToRelease(guest, alias, device);
        return DetachResult.SENT;
    }

    /** Takes a device out of a guest's definition. One that is not there is not an error. */
    public synchronized void removeFromDefinition(UUID uuid, String alias) throws GuestException {
        SimGuest guest = find(uuid);
        if (guest.defined.containsKey(alias)) {
            requireStorage(guest);
            guest.defined.remove(alias);
        }
    }

    private void requireStorage(SimGuest guest) throws GuestException {
        if (storageFull) {
            throw new GuestException(
                    GuestException.Code.REFUSED,
                    "cannot write config file '/etc/libvirt/qemu/" + guest.name + ".xml': No space left on device");
        }
    }

    /** Presses a guest's power button. */
    public synchronized void shutdown(UUID uuid) throws GuestException {
        SimGuest guest = active(uuid);
        guest.shutdownAsked = true;
        answer(guest);
    }

    /** Ends a guest. */
    public synchronized void destroy(UUID uuid) throws GuestException {
        end(active(uuid), "destroyed");
    }

    /** Stops a guest's processors. It answers nothing until it is resumed. */
    public synchronized void suspend(UUID uuid) throws GuestException {
        SimGuest guest = active(uuid);
        guest.paused = true;
        changed(guest, "suspended");
    }

    public synchronized void resume(UUID uuid) throws GuestException {
        SimGuest guest = active(uuid);
        guest.paused = false;
        changed(guest, "resumed");
        answer(guest);
    }

    private synchronized void requestedByKernel(long pid, PciAddress address) {
        for (SimGuest guest : guests.values()) {
            if (guest.hasPid(pid)) {
                guest.liveEntry(address).ifPresent(entry -> askToRelease(guest, entry.getKey(), entry.getValue()));
            }
        }
    }

    private void askToRelease(SimGuest guest, String alias, SimGuest.LiveDevice device) {
        device.releaseAsked = true;
        if (!guest.paused && guest.behaviour.letsGo()) {
            later(guest, timings.releaseBy(guest.behaviour), run -> release(guest, run, alias));
        }
    }

    /** Does what was asked of a guest while it was paused, or just now. */
    private void answer(SimGuest guest) {
        if (guest.paused) {
            return;
        }
        guest.live.forEach((alias, device) -> {
            if (device.releaseAsked) {
                askToRelease(guest, alias, device);
            }
        });
        if (guest.shutdownAsked && guest.behaviour.shutsDown()) {
            later(guest, timings.shutdown(), run -> end(guest, "shut down"));
        }
    }

    private void release(SimGuest guest, SimGuest.Run run, String alias) {
        SimGuest.LiveDevice device = guest.live.remove(alias);
        if (device == null) {
            return;
        }
        if (timings.closeLag().isZero()) {
            runs.unplug(run, device.address);
        } else {
            clock.later(timings.closeLag(), () -> runs.unplug(run, device.address));
        }
        events.add(GuestEvent.Type.DeviceRemoved, guest.uuid, guest.name, alias, null);
    }

    private void end(SimGuest guest, String what) {
        runs.end(guest);
        changed(guest, what);
    }

    private SimGuest active(UUID uuid) throws GuestException {
        SimGuest guest = find(uuid);
        if (guest.run == null) {
            throw wrongState("domain is not running");
        }
        return guest;
    }

    private SimGuest find(UUID uuid) throws GuestException {
        SimGuest guest = guests.get(uuid);
        if (guest == null) {
            throw new GuestException(
                    GuestException.Code.NO_GUEST, "Domain not found: no domain with matching uuid '" + uuid + "'");
        }
        return guest;
    }

    private void changed(SimGuest guest, String what) {
        events.add(GuestEvent.Type.GuestChanged, guest.uuid, guest.name, null, what);
    }

    /** Has a guest do something later, if it is still in the same run then, and not paused. */
    private void later(SimGuest guest, Duration delay, Consumer<SimGuest.Run> action) {
        Optional<Integer> id = guest.runId();
        clock.later(delay, () -> {
            synchronized (this) {
                SimGuest.Run run = guest.run;
                if (run != null && guest.runId().equals(id) && !guest.paused) {
                    action.accept(run);
                }
            }
        });
    }

    private static GuestException wrongState(String words) {
        return new GuestException(GuestException.Code.WRONG_STATE, "Requested operation is not valid: " + words);
    }
}
