package io.bailiff.libvirt;

import io.bailiff.libvirt.xml.HostDevice;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A guest as libvirt shows it at one moment.
 *
 * @param uuid what it is known by
 * @param name its name
 * @param state what it does
 * @param run tells one run of a guest from the next (libvirt's id of the running domain); empty while it is off
 * @param persistent whether it has a definition that outlives its run
 * @param liveDevices PCI functions of the host that it has now; empty while it is off
 * @param definedDevices PCI functions of the host that its next start would have; empty if it is not persistent
 */
public record Guest(
        UUID uuid,
        String name,
        GuestState state,
        Optional<String> run,
        boolean persistent,
        List<HostDevice> liveDevices,
        List<HostDevice> definedDevices) {

    public Guest {
        liveDevices = List.copyOf(liveDevices);
        definedDevices = List.copyOf(definedDevices);
    }

    /** Whether a QEMU process belongs to it, so that it may have devices open. */
    public boolean active() {
        return run.isPresent();
    }
}
