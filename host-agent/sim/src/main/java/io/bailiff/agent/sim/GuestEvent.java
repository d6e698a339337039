package io.bailiff.agent.sim;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a simulated guest.
 *
 * @param seq its number, from 1
 * @param type what kind of event
 * @param guest which guest
 * @param name that guest's name
 * @param alias which device, where the event is about one
 * @param what for people: started, stopped, …; where the event is about the guest
 */
public record GuestEvent(
        long seq,
        Type type,
        UUID guest,
        String name,
        @Nullable String alias,
        @Nullable String what) {

    /** The names are those of the events of a real hypervisor's adapter. */
    public enum Type {
        GuestChanged,
        DeviceAdded,
        DeviceRemoved
    }
}
