// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.sim.Affected;
import io.bailiff.agent.sim.GuestBehaviour;
import io.bailiff.agent.sim.GuestCommand;
import io.bailiff.agent.sim.GuestException;
import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.xml.HostDevice;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A guest of a simulated host, as a test has it behave, and sees it. */
public final class TestGuest extends SimulatedGuest {

    private final TestHypervisor host;
    private volatile int forgotten;
    private volatile @Nullable Instant firstAskedAt;

    TestGuest(TestHypervisor host, UUID uuid, String name) {
        super(host.simulation(), uuid, name);
        this.host = host;
    }

    private TestGuest does(Action action) {
        act(action);
        host.settle();
        return this;
    }

    TestGuest behaves(GuestBehaviour now) {
        return does(() -> control.behaves(uuid, now));
    }

    /** From now on libvirt fails so to change a definition, after it has changed the running guest; null: it works again. */
    void definitionFails(HypervisorException.@Nullable Code how) {
        guests.definitionsCannotBeStored(how == null ? null : GuestException.Code.valueOf(how.name()));
    }

    /** It has no definition any more: when it ends it is gone. */
    TestGuest asTransient() {
        return does(() -> control.undefine(uuid));
    }

    /** From now on a released function stays open in its process until {@link #closeLingering}. */
    TestGuest lingering() {
        return does(() -> control.lingers(uuid, true));
    }

    void closeLingering() {
        does(() -> control.closeFiles(uuid));
    }

    /** Releases now what the manager asked for before, whatever the behaviour of the guest is. */
    void obeysLate(GuestBehaviour afterwards) {
        does(() -> {
            control.behaves(uuid, GuestBehaviour.OBEDIENT);
            control.obey(uuid);
            control.behaves(uuid, afterwards);
        });
    }

    /** Somebody else than the manager takes all devices out of it. */
    void losesAll() {
        seen().liveDevices()
                .forEach(
                        device -> does(() -> control.unplug(uuid, device.alias().orElseThrow())));
    }

    /** Takes the condition in which an earlier version left the guest, without an event. */
    void restore(JsonNode stored) {
        act(() -> {
            for (Map.Entry<String, PciAddress> device :
                    devices(stored.get("defined")).entrySet()) {
                guests.attach(uuid, device.getKey(), device.getValue(), Affected.CONFIG);
            }
            control.start(uuid, devices(stored.get("live")));
            // The golden files of 1ad4a37 have this name.
            String instance = stored.get("run").asString(null);
            if (instance == null) {
                control.end(uuid);
            } else if (instance.equals(guests.guest(uuid).domainInstance())) {
                restoreRequests(stored);
            } else {
                throw new IllegalArgumentException(
                        name + " was started more than once: its domain instance would be another one");
            }
        });
        host.undelivered();
        forgetRequests();
    }

    private void restoreRequests(JsonNode stored) throws GuestException {
        control.behaves(uuid, GuestBehaviour.DEAF);
        for (JsonNode alias : stored.get("asked")) {
            guests.requestDetach(uuid, alias.asString());
        }
        if (stored.get("suspended").asBoolean()) {
            guests.suspend(uuid);
        }
    }

    private static Map<String, PciAddress> devices(JsonNode stored) {
        Map<String, PciAddress> devices = new LinkedHashMap<>();
        stored.forEach(device -> devices.put(
                device.get("alias").asString(),
                PciAddress.parse(device.get("address").asString())));
        return devices;
    }

    TestGuest start() {
        return does(() -> guests.start(uuid));
    }

    /** It is ended and started again at once, by somebody who puts these devices into the new domain instance. */
    void restartWith(List<HostDevice> devices) {
        Map<String, PciAddress> again = new LinkedHashMap<>();
        devices.forEach(device -> again.put(device.alias().orElseThrow(), PciAddress.parse(device.address())));
        does(() -> control.restart(uuid, again));
    }

    /** It is started again with this function, by somebody who knows nothing of Bailiff. */
    void restartWithFunction(String function) {
        does(() -> control.restart(uuid, Map.of("hostdev0", PciAddress.parse(function))));
    }

    /** Its next start has a function, by somebody who knows nothing of Bailiff. */
    void defines(String function) {
        does(() -> guests.attach(uuid, "hostdev9", PciAddress.parse(function), Affected.CONFIG));
    }

    /** Somebody plugs a function into it while it runs. */
    void plug(String function) {
        does(() -> guests.attach(uuid, "hostdev0", PciAddress.parse(function), Affected.LIVE));
    }

    /** Its processors stand still, as after {@code virsh suspend}. */
    void pause() {
        does(() -> guests.suspend(uuid));
    }

    /** It sleeps (S3). */
    void sleep() {
        does(() -> control.sleep(uuid));
    }

    /** Its kernel has panicked, and its process remains. */
    void crash() {
        does(() -> control.crash(uuid));
    }

    /** It is powering off by itself, and its process has not ended yet. */
    void powerOff() {
        does(() -> control.powerOff(uuid));
    }

    /** Ends it, as an operator's {@code virsh destroy} does; does nothing if it is off. */
    public void end() {
        does(() -> {
            if (running()) {
                control.end(uuid);
            }
        });
    }

    Guest seen() {
        return DirectHypervisor.seen(view());
    }

    boolean running() {
        return seen().active();
    }

    boolean suspended() {
        return seen().state() == io.bailiff.libvirt.GuestState.PAUSED;
    }

    /** The manager asks it for something. */
    void asked() {
        if (firstAskedAt == null) {
            firstAskedAt = Instant.now();
        }
    }

    /** Returns when the manager first asked the guest for anything, or empty. */
    Optional<Instant> firstAskedAt() {
        return Optional.ofNullable(firstAskedAt);
    }

    /** As if it had never been asked for anything. */
    void forgetRequests() {
        firstAskedAt = null;
        forgotten = count(GuestCommand.Kind.RELEASE);
    }

    int releaseRequests() {
        return count(GuestCommand.Kind.RELEASE) - forgotten;
    }

    int shutdownRequests() {
        return count(GuestCommand.Kind.SHUTDOWN);
    }

    int sigterms() {
        return count(GuestCommand.Kind.SIGTERM);
    }

    int sigkills() {
        return count(GuestCommand.Kind.SIGKILL);
    }

    private int count(GuestCommand.Kind kind) {
        return (int) ask(() -> control.commands(uuid)).stream()
                .filter(command -> command.kind() == kind)
                .count();
    }

    /** All that was done to it but requests to release, in order, over all of its domain instances. */
    List<GuestCommand> commands() {
        return ask(() -> control.commands(uuid)).stream()
                .filter(command -> command.kind() != GuestCommand.Kind.RELEASE)
                .toList();
    }
}
