package io.bailiff.manager.assignment;

import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.HostDevice;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a guest has of a lent group at one moment, by libvirt's word.
 *
 * @param guest the guest, or empty if libvirt says that there is none
 * @param live functions of the group that it has now, whoever gave them to it
 * @param defined functions that the assignment put into its definition
 */
public record Holding(Optional<Guest> guest, List<HostDevice> live, List<HostDevice> defined) {

    public Holding {
        live = List.copyOf(live);
        defined = List.copyOf(defined);
    }

    /** Whether the guest has nothing of the group, and will not have anything of it when it starts again. */
    public boolean nothing() {
        return live.isEmpty() && defined.isEmpty();
    }

    /** Whether the guest runs. */
    public boolean active() {
        return guest.filter(Guest::active).isPresent();
    }

    /** The functions that it has now, for people. */
    public String liveList() {
        return live.stream().map(HostDevice::address).collect(Collectors.joining(", "));
    }

    boolean has(LentFunction function) {
        return holds(live, function) || holds(defined, function);
    }

    /** Whether the guest has all that it can have of a function: now if it runs, and in its definition if it has one. */
    boolean hasWholly(LentFunction function) {
        Guest known = guest.orElseThrow();
        return (!known.active() || holds(live, function)) && (!known.persistent() || holds(defined, function));
    }

    private static boolean holds(List<HostDevice> devices, LentFunction function) {
        return devices.stream()
                .anyMatch(device -> device.address().equals(function.address().toString()));
    }
}
