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
 * @param state the guest's state, a name of {@code io.bailiff.libvirt.GuestState}
 * @param domainInstance the id of the domain instance; null while the guest is off
 * @param persistent true if the guest has a definition
 * @param liveDevices the devices of the running guest
 * @param definedDevices the devices of the definition, for the next start
 * @param definedPools the networks in the definition that give the guest a function at the next start
 */
public record GuestView(
        UUID uuid,
        String name,
        State state,
        @Nullable String domainInstance,
        boolean persistent,
        List<Device> liveDevices,
        List<Device> definedDevices,
        List<Pool> definedPools) {

    public GuestView {
        liveDevices = List.copyOf(liveDevices);
        definedDevices = List.copyOf(definedDevices);
        definedPools = List.copyOf(definedPools);
    }

    /** The states of a guest, except unknown: named and meant as in {@code io.bailiff.libvirt.GuestState}. */
    public enum State {
        RUNNING,
        PAUSED,
        SUSPENDED,
        STARTING,
        SHUTTING_DOWN,
        CRASHED,
        SAVED,
        SHUT_OFF
    }

    /**
     * A network of functions, in the form of {@code io.bailiff.libvirt.FunctionPool}.
     *
     * @param network the network's name
     * @param physicalFunction the network interface of the physical function, or null
     * @param functions the addresses of the pool's functions
     * @param known false if libvirt cannot show the network
     */
    public record Pool(String network, @Nullable String physicalFunction, List<String> functions, boolean known) {
        public Pool {
            functions = List.copyOf(functions);
        }
    }

    /** A function in a guest or in a guest's definition. */
    public record Device(String alias, String address, boolean managed) {}
}
