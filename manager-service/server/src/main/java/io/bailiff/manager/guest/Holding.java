package io.bailiff.manager.guest;

import io.bailiff.libvirt.xml.HostDevice;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a guest has of a group at one moment, by libvirt's word. */
public final class Holding {

    private final Optional<KnownGuest> guest;
    private final List<HostDevice> live;
    private final List<HostDevice> defined;

    /**
     * Creates a holding.
     *
     * @param live every function of the group in the running guest, whoever plugged the function
     * @param defined the functions of the guest's share in its definition
     */
    Holding(Optional<KnownGuest> guest, List<HostDevice> live, List<HostDevice> defined) {
        this.guest = guest;
        this.live = List.copyOf(live);
        this.defined = List.copyOf(defined);
    }

    /** The guest, or empty if libvirt says that there is none. */
    public Optional<KnownGuest> guest() {
        return guest;
    }

    /** Which run the guest is in; empty while it is off. */
    public Optional<String> run() {
        return guest.flatMap(KnownGuest::run);
    }

    /** Whether the guest runs. */
    public boolean active() {
        return guest.filter(KnownGuest::active).isPresent();
    }

    /** Whether the guest has anything of the group now. */
    public boolean live() {
        return !live.isEmpty();
    }

    /** Whether its next start would have anything of its share. */
    public boolean defined() {
        return !defined.isEmpty();
    }

    /** Whether it has the function now, or in its definition. */
    public boolean has(String address) {
        return holds(live, address) || holds(defined, address);
    }

    /** Whether it has the function now. */
    public boolean hasLive(String address) {
        return holds(live, address);
    }

    /** Returns true if the guest runs and has the function now, under the alias that Bailiff gives it. */
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

    /** Returns true if the guest lacks the function neither live, while the guest runs, nor in the definition of a persistent guest. */
    public boolean hasWholly(String address) {
        KnownGuest known = guest.orElseThrow();
        return (!known.active() || holds(live, address)) && (!known.persistent() || holds(defined, address));
    }

    /** The functions that it has now, for people. */
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
