// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The hypervisor of a simulated host. A guest with a function has the function's vfio file open, and gets the function only if
 * the kernel allows the open. Safe for any number of threads.
 */
public final class SimGuests {

    private final String host;
    private final GuestTimings timings;
    private final SimClock clock;
    private final DomainInstances instances;
    private final GuestAnswers answers;
    private final GuestControl control;
    private final GuestEvents events = new GuestEvents();
    private final Map<UUID, SimGuest> guests = new LinkedHashMap<>();
    private GuestException.@Nullable Code storageFault;

    /**
     * Creates the hypervisor of a host, with the given kind of guest processes.
     *
     * @param host the host's name
     * @param clock the clock for the guests' actions
     */
    public SimGuests(String host, GuestProcesses processes, GuestTimings timings, SimClock clock) {
        this.host = host;
        this.timings = timings;
        this.clock = clock;
        this.instances = new DomainInstances(processes);
        this.answers = new GuestAnswers(this, instances, timings, clock, events, guest -> end(guest, "shut down"));
        this.control = new GuestControl(this, instances, answers);
    }

    /** Returns the hypervisor of a simulated host; the host's kernel decides about every function for a guest. */
    public static SimGuests on(SimHost host, GuestTimings timings, SimClock clock) {
        SimGuests guests = new SimGuests(host.name(), new QemuProcesses(host), timings, clock);
        // Scheduled and not run at once: the kernel calls the listener with the kernel's lock held, while a holder of
        // the guests' lock may wait for the kernel's lock.
        host.kernel()
                .vfio()
                .onRequest((pid, address) -> clock.later(Duration.ZERO, () -> guests.requestedByKernel(pid, address)));
        return guests;
    }

    public GuestEvents events() {
        return events;
    }

    /** Returns the actions on the guests outside libvirt. */
    public GuestControl control() {
        return control;
    }

    /** Defines a guest; the guest is off. The UUID is derived from the names of host and guest. */
    public synchronized UUID define(String name, GuestBehaviour behaviour) {
        UUID uuid = UUID.nameUUIDFromBytes((host + "/" + name).getBytes(StandardCharsets.UTF_8));
        define(uuid, name, behaviour);
        return uuid;
    }

    /** Defines a guest with the given UUID; the guest is off. */
    public synchronized void define(UUID uuid, String name, GuestBehaviour behaviour) {
        SimGuest guest = new SimGuest(uuid, name, behaviour);
        guests.put(uuid, guest);
        changed(guest, "defined");
    }

    public synchronized List<GuestView> all() {
        return guests.values().stream().map(SimGuest::view).toList();
    }

    public synchronized GuestView guest(UUID uuid) throws GuestException {
        return find(uuid).view();
    }

    /** Starts a guest: with the devices of the definition, or, with a save image, as the guest was saved: without devices. */
    public synchronized void start(UUID uuid) throws GuestException {
        SimGuest guest = find(uuid);
        start(uuid, guest.saved ? Map.of() : guest.defined);
    }

    synchronized void start(UUID uuid, Map<String, PciAddress> devices) throws GuestException {
        SimGuest guest = find(uuid);
        if (guest.instance != null) {
            throw GuestChecks.wrongState("domain is already running");
        }
        for (PciAddress address : devices.values()) {
            GuestChecks.notTaken(guests.values(), guest, address);
        }
        instances.start(guest, devices);
        changed(guest, guest.saved ? "restored" : "started");
        guest.saved = false;
    }

    /** Makes storing a changed definition fail from now on, as on a full file system. Null: definitions can be stored again. */
    public synchronized void definitionsCannotBeStored(GuestException.@Nullable Code how) {
        storageFault = how;
    }

    /** Attaches a function to a guest: to the definition, and to the running guest if the guest runs. */
    public synchronized void attach(UUID uuid, String alias, PciAddress address) throws GuestException {
        attach(uuid, alias, address, find(uuid).instance == null ? Affected.CONFIG : Affected.BOTH);
    }

    /**
     * Attaches a function in the order of libvirt's qemuDomainAttachDeviceLiveAndConfig: the definition and the live devices
     * are both checked before either changes, and the definition is stored last. If the definition cannot be stored, the
     * running guest keeps the function.
     */
    public synchronized void attach(UUID uuid, String alias, PciAddress address, Affected affected)
            throws GuestException {
        SimGuest guest = affected.live() ? active(uuid) : find(uuid);
        if (affected.live() || guest.state() == GuestView.State.STARTING) {
            GuestChecks.mayBeginJob(guest);
        }
        if (affected.config()) {
            GuestChecks.notDefined(guest, alias, address);
        }
        if (affected.live()) {
            GuestChecks.notLive(guest, alias, address);
            GuestChecks.notTaken(guests.values(), guest, address);
            instances.plug(guest, alias, address);
            events.add(GuestEvent.Type.DeviceAdded, guest.uuid, guest.name, alias, null);
        }
        if (affected.config()) {
            requireStorage(guest);
            guest.defined.put(alias, address);
        }
    }

    /** The result of a request to release a device. */
    public enum DetachResult {
        SENT,
        ALREADY_PENDING,
        NOT_THERE
    }

    /** Asks a running guest to release a device; the guest may ignore the request. */
    public synchronized DetachResult requestDetach(UUID uuid, String alias) throws GuestException {
        SimGuest guest = active(uuid);
        GuestChecks.mayBeginJob(guest);
        guest.told(GuestCommand.Kind.RELEASE);
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
        answers.askToRelease(guest, alias, device);
        return DetachResult.SENT;
    }

    /** Removes a device from a guest's definition. An alias missing in the definition is not an error. */
    public synchronized void removeFromDefinition(UUID uuid, String alias) throws GuestException {
        SimGuest guest = find(uuid);
        GuestChecks.mayBeginJob(guest);
        if (guest.defined.containsKey(alias)) {
            requireStorage(guest);
            guest.defined.remove(alias);
        }
    }

    private void requireStorage(SimGuest guest) throws GuestException {
        if (storageFault != null) {
            throw new GuestException(
                    storageFault,
                    "cannot write config file '/etc/libvirt/qemu/" + guest.name + ".xml': No space left on device");
        }
    }

    /**
     * Presses a guest's power button. Only a running guest has one for libvirt: any other state with a process is "not running"
     * (qemu_driver.c, qemuDomainShutdownFlagsMonitor).
     */
    public synchronized void shutdown(UUID uuid) throws GuestException {
        SimGuest guest = active(uuid);
        GuestChecks.mayBeginJob(guest);
        if (guest.state() != GuestView.State.RUNNING) {
            throw GuestChecks.wrongState("domain is not running");
        }
        guest.told(GuestCommand.Kind.SHUTDOWN);
        answers.askToShutDown(guest);
    }

    /**
     * Ends a guest by a signal: SIGTERM if graceful, else SIGKILL.
     *
     * @throws GuestException {@code BUSY} if the guest's process survives the signal
     */
    public synchronized void destroy(UUID uuid, boolean graceful) throws GuestException {
        SimGuest guest = active(uuid);
        guest.told(graceful ? GuestCommand.Kind.SIGTERM : GuestCommand.Kind.SIGKILL);
        if (!guest.behaviour.endsAtSignal(graceful)) {
            throw new GuestException(
                    GuestException.Code.BUSY,
                    "Failed to terminate process "
                            + Objects.requireNonNull(guest.instance).pid() + " with "
                            + (graceful ? "SIGTERM" : "SIGKILL")
                            + ": Device or resource busy");
        }
        end(guest, "destroyed");
    }

    /** Stops a guest's processors (qemuDomainSuspend). The guest answers no request until {@link #resume}. */
    public synchronized void suspend(UUID uuid) throws GuestException {
        SimGuest guest = active(uuid);
        GuestChecks.mayBeginJob(guest);
        GuestChecks.isNot(guest, GuestView.State.SUSPENDED, "domain is pmsuspended");
        guest.told(GuestCommand.Kind.SUSPEND);
        if (guest.state() != GuestView.State.PAUSED) {
            becomes(guest, GuestView.State.PAUSED, "suspended");
        }
    }

    /**
     * Starts a guest's processors again (qemuDomainResume); the guest then carries out the pending requests. A guest that has
     * powered off stays so, without an error.
     */
    public synchronized void resume(UUID uuid) throws GuestException {
        SimGuest guest = active(uuid);
        GuestChecks.mayBeginJob(guest);
        GuestChecks.isNot(guest, GuestView.State.SUSPENDED, "domain is pmsuspended");
        GuestChecks.isNot(guest, GuestView.State.RUNNING, "domain is already running");
        guest.told(GuestCommand.Kind.RESUME);
        if (guest.state() != GuestView.State.SHUTTING_DOWN) {
            runsAgain(guest, "resumed");
        }
    }

    /** Wakes a guest that has suspended itself to RAM (QEMU's qmp_system_wakeup); the guest then carries out the pending requests. */
    public synchronized void wake(UUID uuid) throws GuestException {
        SimGuest guest = active(uuid);
        GuestChecks.mayBeginJob(guest);
        if (guest.state() != GuestView.State.SUSPENDED) {
            throw new GuestException(
                    GuestException.Code.REFUSED,
                    "internal error: unable to execute QEMU command 'system_wakeup': Unable to wake up: guest is not in"
                            + " suspended state");
        }
        guest.told(GuestCommand.Kind.WAKE);
        runsAgain(guest, "woken");
    }

    void becomes(SimGuest guest, GuestView.State state, String what) {
        guest.active = state;
        changed(guest, what);
    }

    void runsAgain(SimGuest guest, String what) {
        becomes(guest, GuestView.State.RUNNING, what);
        answers.resume(guest);
    }

    private synchronized void requestedByKernel(long pid, PciAddress address) {
        for (SimGuest guest : guests.values()) {
            if (guest.hasPid(pid)) {
                guest.liveEntry(address)
                        .ifPresent(entry -> answers.askToRelease(guest, entry.getKey(), entry.getValue()));
            }
        }
    }

    List<GuestControl.Opener> openers(PciAddress address) {
        return guests.values().stream()
                .filter(guest -> guest.instance != null && guest.open().contains(address))
                .map(guest -> new GuestControl.Opener(
                        guest.uuid,
                        guest.name,
                        Objects.requireNonNull(guest.instance).pid()))
                .toList();
    }

    boolean isOpen(PciAddress address) {
        return guests.values().stream().anyMatch(guest -> guest.open().contains(address));
    }

    void end(SimGuest guest, String what) {
        instances.end(guest);
        if (!guest.persistent) {
            guests.remove(guest.uuid);
        }
        changed(guest, what);
    }

    SimGuest active(UUID uuid) throws GuestException {
        SimGuest guest = find(uuid);
        if (guest.instance == null) {
            throw GuestChecks.wrongState("domain is not running");
        }
        return guest;
    }

    SimGuest find(UUID uuid) throws GuestException {
        SimGuest guest = guests.get(uuid);
        if (guest == null) {
            throw new GuestException(
                    GuestException.Code.NO_GUEST, "Domain not found: no domain with matching uuid '" + uuid + "'");
        }
        return guest;
    }

    void changed(SimGuest guest, String what) {
        events.add(GuestEvent.Type.GuestChanged, guest.uuid, guest.name, null, what);
    }
}
