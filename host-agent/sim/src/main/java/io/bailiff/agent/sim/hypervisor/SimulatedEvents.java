// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim.hypervisor;

import io.bailiff.libvirt.HypervisorEvent;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The simulation's answer to a request for events.
 *
 * @param next the position for the next request
 * @param events the events after the requested position, oldest first
 */
record SimulatedEvents(long next, List<Event> events) {

    /** An event in the form of the protocol. The type determines the fields with a value. */
    record Event(
            long seq,
            String type,
            UUID guest,
            @Nullable String name,
            @Nullable String alias,
            @Nullable String what) {

        /** Returns the adapter's event; empty for a type newer than the client. */
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
