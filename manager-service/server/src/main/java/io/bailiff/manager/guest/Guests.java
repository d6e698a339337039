// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.xml.HostDevice;
import io.bailiff.manager.api.LibvirtStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * The guests of the hosts. All answers show libvirt's state at the moment of the call. While a host's libvirt is unreachable, the state of the
 * host's guests is unknown; the guests do not count as gone.
 */
@Component
public class Guests {

    private final LibvirtConnections connections;

    Guests(LibvirtConnections connections) {
        this.connections = connections;
    }

    /** Returns the state of the connection to a host's libvirt. */
    public LibvirtStatus status(UUID host) {
        return connections.status(host);
    }

    /** Returns all guests of a host. */
    List<Guest> all(UUID host) throws GuestException {
        return on(host, Hypervisor::guests);
    }

    /** Returns all guests of a host, in the order of their names. */
    public List<KnownGuest> known(UUID host) throws GuestException {
        return known(host, guest -> true);
    }

    /** Returns the running guests of a host with any of the functions now, in the order of their names. */
    public List<KnownGuest> having(UUID host, Set<String> functions) throws GuestException {
        return having(all(host), functions);
    }

    /** Returns the running ones of the guests with any of the functions, ordered by name. */
    static List<KnownGuest> having(List<Guest> guests, Set<String> functions) {
        return known(guests, guest -> hasAny(guest.liveDevices(), functions));
    }

    /** Returns the guests of a host that have any of the functions now or may get it at their next start, in the order of their names. */
    public List<KnownGuest> naming(UUID host, Set<String> functions) throws GuestException {
        return known(
                host,
                guest -> hasAny(guest.liveDevices(), functions)
                        || hasAny(guest.definedDevices(), functions)
                        || guest.definedPools().stream()
                                .anyMatch(pool -> pool.functions().stream().anyMatch(functions::contains)));
    }

    /**
     * A guest with some functions, now or in its definition.
     *
     * @param functions the addresses of the functions
     */
    public record GuestFunctions(KnownGuest guest, Set<String> functions) {

        public GuestFunctions {
            functions = Set.copyOf(functions);
        }
    }

    /** Returns the guests of a host with any of the functions now or in their definitions, in the order of their names. */
    public List<GuestFunctions> functions(UUID host, Set<String> functions) throws GuestException {
        return all(host).stream()
                .map(guest -> new GuestFunctions(
                        KnownGuest.of(guest),
                        Stream.concat(guest.liveDevices().stream(), guest.definedDevices().stream())
                                .map(HostDevice::address)
                                .filter(functions::contains)
                                .collect(Collectors.toSet())))
                .filter(found -> !found.functions().isEmpty())
                .sorted(Comparator.comparing(found -> found.guest().name()))
                .toList();
    }

    private static boolean hasAny(List<HostDevice> devices, Set<String> functions) {
        return devices.stream().anyMatch(device -> functions.contains(device.address()));
    }

    private List<KnownGuest> known(UUID host, Predicate<Guest> wanted) throws GuestException {
        return known(all(host), wanted);
    }

    private static List<KnownGuest> known(List<Guest> guests, Predicate<Guest> wanted) {
        return guests.stream()
                .filter(wanted)
                .map(KnownGuest::of)
                .sorted(Comparator.comparing(KnownGuest::name))
                .toList();
    }

    /** Returns the guest with this UUID; empty if libvirt has no such guest. */
    public Optional<KnownGuest> find(UUID host, UUID uuid) throws GuestException {
        return on(host, hypervisor -> hypervisor.guest(uuid).map(KnownGuest::of));
    }

    /** Returns the guest with exactly this name; empty if libvirt has no such guest. */
    public Optional<KnownGuest> find(UUID host, String name) throws GuestException {
        return on(host, hypervisor -> hypervisor.guest(name).map(KnownGuest::of));
    }

    /** A call to a libvirt. */
    interface Call<T> {
        T on(Hypervisor hypervisor) throws HypervisorException;
    }

    /**
     * Executes a call to a host's libvirt.
     *
     * @throws GuestException AWAY also if the manager has no route to the libvirt
     */
    <T> T on(UUID host, Call<T> call) throws GuestException {
        try {
            return call.on(connections.use(host));
        } catch (HypervisorException failure) {
            throw new GuestException(failure);
        }
    }
}
