// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The current state of a guest in the simulated hypervisor. Guarded by {@link SimGuests}. */
final class SimGuest {

    final UUID uuid;
    final String name;
    final Map<String, PciAddress> defined = new LinkedHashMap<>();
    final List<GuestView.Pool> definedPools = new ArrayList<>();
    final Map<String, LiveDevice> live = new LinkedHashMap<>();
    /** Functions released by the guest and still open in the guest's process. */
    final Set<PciAddress> lingering = new LinkedHashSet<>();

    final List<GuestCommand> commands = new ArrayList<>();
    GuestBehaviour behaviour;
    boolean persistent = true;
    /** True if released devices stay open in the guest's process until {@link GuestControl#closeFiles}. */
    boolean lingers;

    @Nullable
    Instance instance;

    /** The state of the domain instance; without a meaning while the guest is off. */
    GuestView.State active = GuestView.State.RUNNING;
    /** True if the guest's kernel has panicked: the guest answers no request, also after its processors run again. */
    boolean panicked;

    boolean shutdownAsked;
    /** True if the guest is off with a save image. */
    boolean saved;

    /**
     * A domain instance of a guest.
     *
     * @param id the hypervisor's id of the domain instance
     * @param pid the QEMU process
     */
    record Instance(int id, long pid) {}

    /** A device of a running guest. */
    static final class LiveDevice {

        final PciAddress address;
        boolean releaseAsked;
        /** The time of the last unplug request accepted by QEMU, by {@link SimClock#nanos}; null without a request. */
        @Nullable
        Long lastRequest;

        LiveDevice(PciAddress address) {
            this.address = address;
        }
    }

    SimGuest(UUID uuid, String name, GuestBehaviour behaviour) {
        this.uuid = uuid;
        this.name = name;
        this.behaviour = behaviour;
    }

    boolean hasPid(long pid) {
        return instance != null && instance.pid() == pid;
    }

    Optional<Integer> instanceId() {
        return Optional.ofNullable(instance).map(Instance::id);
    }

    /** Returns the functions open in the guest's process. */
    List<PciAddress> open() {
        List<PciAddress> open = new ArrayList<>(lingering);
        live.values().forEach(device -> open.add(device.address));
        return open;
    }

    /** Records a command for the current domain instance. */
    void told(GuestCommand.Kind kind) {
        commands.add(new GuestCommand(instanceId().map(String::valueOf).orElse(""), kind));
    }

    Optional<Map.Entry<String, LiveDevice>> liveEntry(PciAddress address) {
        return live.entrySet().stream()
                .filter(device -> device.getValue().address.equals(address))
                .findFirst();
    }

    GuestView.State state() {
        if (instance != null) {
            return active;
        }
        return saved ? GuestView.State.SAVED : GuestView.State.SHUT_OFF;
    }

    /** Returns true if the guest's operating system runs, and so may answer requests. */
    boolean responds() {
        return state() == GuestView.State.RUNNING && !panicked;
    }

    GuestView view() {
        return new GuestView(
                uuid,
                name,
                state(),
                instance == null ? null : Integer.toString(instance.id()),
                persistent,
                liveDevices(),
                definedDevices(),
                definedPools);
    }

    private List<GuestView.Device> liveDevices() {
        return live.entrySet().stream()
                .map(device -> device(device.getKey(), device.getValue().address))
                .toList();
    }

    private List<GuestView.Device> definedDevices() {
        return defined.entrySet().stream()
                .map(device -> device(device.getKey(), device.getValue()))
                .toList();
    }

    private static GuestView.Device device(String alias, PciAddress address) {
        return new GuestView.Device(alias, address.toString(), false);
    }
}
