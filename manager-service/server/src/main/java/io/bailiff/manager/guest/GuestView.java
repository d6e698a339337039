package io.bailiff.manager.guest;

import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.xml.HostDevice;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A guest as operators see it. */
record GuestView(
        UUID uuid,
        String name,
        String state,
        @Nullable String run,
        boolean persistent,
        List<Device> liveDevices,
        List<Device> definedDevices) {

    record Device(@Nullable String alias, String address, boolean managed) {}

    static GuestView of(Guest guest) {
        return new GuestView(
                guest.uuid(),
                guest.name(),
                guest.state().name(),
                guest.run().orElse(null),
                guest.persistent(),
                devices(guest.liveDevices()),
                devices(guest.definedDevices()));
    }

    private static List<Device> devices(List<HostDevice> devices) {
        return devices.stream()
                .map(device -> new Device(device.alias().orElse(null), device.address(), device.managed()))
                .toList();
    }
}
