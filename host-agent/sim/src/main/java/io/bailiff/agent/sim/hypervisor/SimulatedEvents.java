package io.bailiff.agent.sim.hypervisor;

import io.bailiff.libvirt.HypervisorEvent;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the simulation answers to a question for events.
 *
 * @param next what to ask after next time
 * @param events those after the one asked for, oldest first
 */
record SimulatedEvents(long next, List<Event> events) {

    /** One event in the form of the protocol. The type decides which fields are set. */
    record Event(
            long seq,
            String type,
            UUID guest,
            @Nullable String name,
            @Nullable String alias,
            @Nullable String what) {

        /** In our words; empty for a type that is newer than this client. */
        Optional<HypervisorEvent> translated() {
            return switch (type) {
                case "GuestChanged" ->
                    Optional.of(new HypervisorEvent.GuestChanged(guest, String.valueOf(name), String.valueOf(what)));
                case "DeviceAdded" -> Optional.of(new HypervisorEvent.DeviceAdded(guest, String.valueOf(alias)));
                case "DeviceRemoved" -> Optional.of(new HypervisorEvent.DeviceRemoved(guest, String.valueOf(alias)));
                case "DeviceRemovalFailed" ->
                    Optional.of(new HypervisorEvent.DeviceRemovalFailed(guest, String.valueOf(alias)));
                default -> Optional.empty();
            };
        }
    }
}
