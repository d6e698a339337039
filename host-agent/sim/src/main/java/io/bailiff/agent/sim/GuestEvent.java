// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event of a simulated guest.
 *
 * @param seq the event's number, from 1
 * @param type the kind of the event
 * @param guest the guest's UUID
 * @param name the guest's name
 * @param alias the device's alias, for an event of a device; otherwise null
 * @param what for people: started, stopped, …; null for an event of a device
 */
public record GuestEvent(
        long seq,
        Type type,
        UUID guest,
        String name,
        @Nullable String alias,
        @Nullable String what) {

    /** The kinds of events, named like the events of the adapter for a real hypervisor. */
    public enum Type {
        GuestChanged,
        DeviceAdded,
        DeviceRemoved
    }
}
