package io.bailiff.agent.sim;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A simulated guest at one moment, in the form in which it travels.
 *
 * @param uuid what it is known by
 * @param name its name
 * @param state RUNNING, PAUSED or SHUT_OFF
 * @param run tells one run from the next; null while it is off
 * @param persistent whether it has a definition
 * @param liveDevices what it has now
 * @param definedDevices what its next start would have
 */
public record GuestView(
        UUID uuid,
        String name,
        State state,
        @Nullable String run,
        boolean persistent,
        List<Device> liveDevices,
        List<Device> definedDevices) {

    public GuestView {
        liveDevices = List.copyOf(liveDevices);
        definedDevices = List.copyOf(definedDevices);
    }

    /** What a guest does. */
    public enum State {
        RUNNING,
        PAUSED,
        SHUT_OFF
    }

    /** A function that a guest has, or is to have. */
    public record Device(String alias, String address, boolean managed) {}
}
