// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.libvirt.xml.HostDevice;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The functions of a group in a guest at a single moment, as libvirt shows them. */
public final class Holding {

    private final Optional<KnownGuest> guest;
    private final List<HostDevice> live;
    private final List<HostDevice> defined;

    /**
     * Creates a holding.
     *
     * @param live every function of the group in the running guest, including functions not plugged by Bailiff
     * @param defined the functions of the guest's share in the guest's definition
     */
    Holding(Optional<KnownGuest> guest, List<HostDevice> live, List<HostDevice> defined) {
        this.guest = guest;
        this.live = List.copyOf(live);
        this.defined = List.copyOf(defined);
    }

    /** Returns the guest, or empty if libvirt has no such guest. */
    public Optional<KnownGuest> guest() {
        return guest;
    }

    /** Returns the id of the guest's domain instance; empty while the guest is off. */
    public Optional<String> domainInstance() {
        return guest.flatMap(KnownGuest::domainInstance);
    }

    /** Returns true if the guest runs. */
    public boolean active() {
        return guest.filter(KnownGuest::active).isPresent();
    }

    /** Returns true if the guest has a definition, so libvirt can start the guest. */
    public boolean persistent() {
        return guest.filter(KnownGuest::persistent).isPresent();
    }

    /** Returns true if the guest has any function of the group now. */
    public boolean live() {
        return !live.isEmpty();
    }

    /** Returns true if the guest's next start would have any function of the share. */
    public boolean defined() {
        return !defined.isEmpty();
    }

    /** Returns true if the guest has the function now, or in the guest's definition. */
    public boolean has(String address) {
        return holds(live, address) || holds(defined, address);
    }

    /** Returns true if the guest has the function now. */
    public boolean hasLive(String address) {
        return holds(live, address);
    }

    /** Returns true if the guest runs and has the function now, under Bailiff's alias of the function. */
    public boolean runsWith(Share.Function function) {
        return active()
                && live.stream()
                        .anyMatch(device -> device.address().equals(function.address())
                                && device.alias()
                                        .filter(function.alias()::equals)
                                        .isPresent());
    }

    /** Returns true if the guest's definition has the function. */
    public boolean hasDefined(String address) {
        return holds(defined, address);
    }

    /**
     * Returns true if the function is complete in the guest: live, if the guest runs, and in the definition, if the guest is persistent.
     */
    public boolean hasWholly(String address) {
        KnownGuest known = guest.orElseThrow();
        return (!known.active() || holds(live, address)) && (!known.persistent() || holds(defined, address));
    }

    /** Returns the addresses of the functions in the guest now, for people. */
    public String liveList() {
        return live.stream().map(HostDevice::address).collect(Collectors.joining(", "));
    }

    List<HostDevice> liveDevices() {
        return live;
    }

    List<HostDevice> definedDevices() {
        return defined;
    }

    private static boolean holds(List<HostDevice> devices, String address) {
        return devices.stream().anyMatch(device -> device.address().equals(address));
    }
}
