// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A simulated guest at one moment, in the form of the protocol.
 *
 * @param uuid the guest's identity
 * @param name the guest's name
 * @param state RUNNING, PAUSED or SHUT_OFF
 * @param domainInstance the id of the domain instance; null while the guest is off
 * @param persistent true if the guest has a definition
 * @param liveDevices the devices of the running guest
 * @param definedDevices the devices of the definition, for the next start
 */
public record GuestView(
        UUID uuid,
        String name,
        State state,
        @Nullable String domainInstance,
        boolean persistent,
        List<Device> liveDevices,
        List<Device> definedDevices) {

    public GuestView {
        liveDevices = List.copyOf(liveDevices);
        definedDevices = List.copyOf(definedDevices);
    }

    /** The state of a guest. */
    public enum State {
        RUNNING,
        PAUSED,
        SHUT_OFF
    }

    /** A function in a guest or in a guest's definition. */
    public record Device(String alias, String address, boolean managed) {}
}
