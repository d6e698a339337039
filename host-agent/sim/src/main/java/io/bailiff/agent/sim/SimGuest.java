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

/** A guest as the simulated hypervisor has it now. Guarded by {@link SimGuests}. */
final class SimGuest {

    final UUID uuid;
    final String name;
    final Map<String, PciAddress> defined = new LinkedHashMap<>();
    final Map<String, LiveDevice> live = new LinkedHashMap<>();
    /** Functions that it has released, and that its process has open still. */
    final Set<PciAddress> lingering = new LinkedHashSet<>();

    final List<GuestCommand> commands = new ArrayList<>();
    GuestBehaviour behaviour;
    boolean persistent = true;
    /** Whether what it releases stays open in its process until {@link SimGuests#closeFiles}. */
    boolean lingers;

    @Nullable
    Run run;

    boolean paused;
    boolean shutdownAsked;

    /**
     * One run of a guest.
     *
     * @param id the hypervisor's id of it
     * @param pid its QEMU process
     */
    record Run(int id, long pid) {}

    /** A device that a running guest has. */
    static final class LiveDevice {

        final PciAddress address;
        boolean releaseAsked;
        /** When QEMU took the last request to unplug it, by {@link System#nanoTime}; null if there was none. */
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
        return run != null && run.pid() == pid;
    }

    Optional<Integer> runId() {
        return Optional.ofNullable(run).map(Run::id);
    }

    /** Returns the functions that its process has open. */
    List<PciAddress> open() {
        List<PciAddress> open = new ArrayList<>(lingering);
        live.values().forEach(device -> open.add(device.address));
        return open;
    }

    /** Notes a command for its present run. */
    void told(GuestCommand.Kind kind) {
        commands.add(new GuestCommand(runId().map(String::valueOf).orElse(""), kind));
    }

    Optional<Map.Entry<String, LiveDevice>> liveEntry(PciAddress address) {
        return live.entrySet().stream()
                .filter(device -> device.getValue().address.equals(address))
                .findFirst();
    }

    GuestView view() {
        GuestView.State state =
                run == null ? GuestView.State.SHUT_OFF : paused ? GuestView.State.PAUSED : GuestView.State.RUNNING;
        return new GuestView(
                uuid,
                name,
                state,
                run == null ? null : Integer.toString(run.id()),
                persistent,
                liveDevices(),
                definedDevices());
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
