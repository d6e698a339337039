package io.bailiff.manager;

import io.bailiff.libvirt.DetachRequest;
import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.GuestState;
import io.bailiff.libvirt.HypervisorEvent;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.HypervisorException.Code;
import io.bailiff.libvirt.xml.HostDevice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A guest that does as it is asked, or does not. */
public final class FakeGuest {

    private final FakeHypervisor host;
    private final UUID uuid;
    private final String name;
    private final List<HostDevice> live = new ArrayList<>();
    private final List<HostDevice> defined = new ArrayList<>();
    /** What its process has open although libvirt does not show it any more. */
    private final List<HostDevice> lingering = new ArrayList<>();

    private final List<String> asked = new ArrayList<>();

    private volatile Behaviour behaviour;
    private volatile boolean persistent = true;
    private volatile boolean lingers;
    private volatile @Nullable HypervisorException definitionFault;
    private @Nullable String run;
    private final List<Command> commands = new ArrayList<>();
    private int releaseRequests;
    private @Nullable Instant firstAskedAt;
    private boolean suspended;

    /** What was done to one of its runs. */
    record Command(String run, Kind kind) {

        enum Kind {
            SHUTDOWN,
            SIGTERM,
            SIGKILL,
            SUSPEND
        }
    }

    /** What a guest answers to. */
    enum Behaviour {
        /** Lets go, and shuts down. */
        OBEDIENT,
        /** Does not let go, but shuts down. */
        DEAF,
        /** Has no operating system: answers to nothing, but its process ends at SIGTERM. */
        FIRMWARE,
        /** Its process is stopped: libvirt gets no answer from it, and it ends at SIGKILL only. */
        STOPPED,
        /** Its process is in the kernel and does not come back: not even SIGKILL ends it. */
        STUCK
    }

    FakeGuest(FakeHypervisor host, UUID uuid, String name, Behaviour behaviour) {
        this.host = host;
        this.uuid = uuid;
        this.name = name;
        this.behaviour = behaviour;
    }

    UUID uuid() {
        return uuid;
    }

    String name() {
        return name;
    }

    FakeGuest behaves(Behaviour now) {
        behaviour = now;
        return this;
    }

    /** From now on libvirt fails so to change the definition, after it has changed the running guest; null: it works again. */
    void definitionFails(@Nullable HypervisorException how) {
        definitionFault = how;
    }

    private void requireDefinitionChanges() throws HypervisorException {
        HypervisorException fault = definitionFault;
        if (fault != null) {
            throw fault;
        }
    }

    /** It has no definition: when it ends it is gone. */
    FakeGuest asTransient() {
        persistent = false;
        return this;
    }

    /** From now on what it lets go of stays open in its process until {@link #closeLingering}. */
    FakeGuest lingering() {
        lingers = true;
        return this;
    }

    void closeLingering() {
        synchronized (this) {
            lingering.clear();
        }
        host.changed(new HypervisorEvent.GuestChanged(uuid, name, "closed its files"));
    }

    /** It lets go now of what it was asked for before. */
    void obeysLate() {
        List<HostDevice> gone;
        synchronized (this) {
            gone = live.stream()
                    .filter(device -> device.alias().filter(asked::contains).isPresent())
                    .toList();
            live.removeAll(gone);
            asked.clear();
        }
        gone.forEach(device -> host.changed(
                new HypervisorEvent.DeviceRemoved(uuid, device.alias().orElseThrow())));
    }

    /** Takes the condition in which an earlier version left the guest, without an event. */
    synchronized void restore(JsonNode stored) {
        String before = host.nextRun();
        run = stored.get("run").asString(null);
        if (run != null && !run.equals(before)) {
            throw new IllegalArgumentException(name + " was started more than once: its next run would be no new one");
        }
        live.addAll(devices(stored.get("live")));
        defined.addAll(devices(stored.get("defined")));
        stored.get("asked").forEach(alias -> asked.add(alias.asString()));
        suspended = stored.get("suspended").asBoolean();
    }

    private static List<HostDevice> devices(JsonNode stored) {
        return stored.valueStream()
                .map(device -> HostDevice.unmanaged(
                        device.get("alias").asString(), device.get("address").asString()))
                .toList();
    }

    FakeGuest start() {
        synchronized (this) {
            run = host.nextRun();
            live.clear();
            live.addAll(defined);
        }
        host.changed(new HypervisorEvent.GuestChanged(uuid, name, "started"));
        return this;
    }

    /** It is ended and started again at once, by somebody who puts these devices into the new run. */
    void restartWith(List<HostDevice> devices) {
        List<HostDevice> again = List.copyOf(devices);
        synchronized (this) {
            run = host.nextRun();
            live.clear();
            live.addAll(again);
        }
        host.changed(new HypervisorEvent.GuestChanged(uuid, name, "started again"));
    }

    /** Ends it, as an operator's {@code virsh destroy} does. */
    public void end() {
        synchronized (this) {
            run = null;
            live.clear();
            lingering.clear();
            suspended = false;
        }
        if (!persistent) {
            host.forget(this);
        }
        host.changed(new HypervisorEvent.GuestChanged(uuid, name, "stopped"));
    }

    synchronized Guest seen() {
        return new Guest(
                uuid,
                name,
                run == null ? GuestState.SHUT_OFF : GuestState.RUNNING,
                Optional.ofNullable(run),
                persistent,
                live,
                defined);
    }

    synchronized List<HostDevice> open() {
        List<HostDevice> all = new ArrayList<>(live);
        all.addAll(lingering);
        return all;
    }

    synchronized boolean running() {
        return run != null;
    }

    synchronized int releaseRequests() {
        return releaseRequests;
    }

    /** When it was first asked to let go of anything. */
    synchronized Optional<Instant> firstAskedAt() {
        return Optional.ofNullable(firstAskedAt);
    }

    /** As if it had never been asked for anything. */
    synchronized void forgetRequests() {
        firstAskedAt = null;
        releaseRequests = 0;
    }

    int shutdownRequests() {
        return count(Command.Kind.SHUTDOWN);
    }

    int sigterms() {
        return count(Command.Kind.SIGTERM);
    }

    int sigkills() {
        return count(Command.Kind.SIGKILL);
    }

    private int count(Command.Kind kind) {
        return (int) commands().stream().filter(done -> done.kind() == kind).count();
    }

    /** All that was done to it, in order, over all of its runs. */
    synchronized List<Command> commands() {
        return List.copyOf(commands);
    }

    synchronized boolean suspended() {
        return suspended;
    }

    void attach(HostDevice device) throws HypervisorException {
        synchronized (this) {
            if (run == null && !persistent) {
                throw new HypervisorException(Code.WRONG_STATE, name + " is off");
            }
            if (run != null && !live.contains(device)) {
                live.add(device);
            }
            if (persistent && !defined.contains(device)) {
                requireDefinitionChanges();
                defined.add(device);
            }
        }
        host.changed(new HypervisorEvent.DeviceAdded(uuid, device.alias().orElseThrow()));
    }

    DetachRequest requestDetach(String alias) throws HypervisorException {
        synchronized (this) {
            firstAskedAt = firstAskedAt == null ? Instant.now() : firstAskedAt;
            requireAnswers();
            if (run == null) {
                throw new HypervisorException(Code.WRONG_STATE, name + " is off");
            }
            releaseRequests++;
            asked.add(alias);
            Optional<HostDevice> device = with(live, alias);
            if (device.isEmpty()) {
                return DetachRequest.NOT_THERE;
            }
            if (behaviour != Behaviour.OBEDIENT) {
                return DetachRequest.SENT;
            }
            live.remove(device.get());
            if (lingers) {
                lingering.add(device.get());
            }
        }
        host.changed(new HypervisorEvent.DeviceRemoved(uuid, alias));
        return DetachRequest.SENT;
    }

    /** libvirt waits for its monitor, and does nothing else with the guest meanwhile. */
    private void requireAnswers() throws HypervisorException {
        if (run != null && behaviour == Behaviour.STOPPED) {
            throw new HypervisorException(Code.BUSY, "no answer within 20 s");
        }
    }

    synchronized void undefine(String alias) throws HypervisorException {
        requireAnswers();
        if (with(defined, alias).isPresent()) {
            requireDefinitionChanges();
        }
        with(defined, alias).ifPresent(defined::remove);
    }

    void shutdown() throws HypervisorException {
        synchronized (this) {
            requireAnswers();
            if (run == null) {
                throw new HypervisorException(Code.WRONG_STATE, name + " is off");
            }
            commands.add(new Command(run, Command.Kind.SHUTDOWN));
        }
        if (behaviour == Behaviour.OBEDIENT || behaviour == Behaviour.DEAF) {
            end();
        }
    }

    void signal(boolean kill) throws HypervisorException {
        synchronized (this) {
            if (run == null) {
                throw new HypervisorException(Code.WRONG_STATE, name + " is off");
            }
            // libvirt sends SIGTERM first in any case.
            commands.add(new Command(run, kill ? Command.Kind.SIGKILL : Command.Kind.SIGTERM));
        }
        if (behaviour == Behaviour.STUCK || (behaviour == Behaviour.STOPPED && !kill)) {
            throw new HypervisorException(
                    Code.BUSY, "Failed to terminate process 4711 with " + (kill ? "SIGKILL" : "SIGTERM"));
        }
        end();
    }

    synchronized void suspend() throws HypervisorException {
        if (run == null) {
            throw new HypervisorException(Code.WRONG_STATE, name + " is off");
        }
        requireAnswers();
        suspended = true;
        commands.add(new Command(run, Command.Kind.SUSPEND));
    }

    private static Optional<HostDevice> with(List<HostDevice> devices, String alias) {
        return devices.stream()
                .filter(device -> device.alias().equals(Optional.of(alias)))
                .findFirst();
    }
}
