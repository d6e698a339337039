// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.xml.HostDevice;
import io.bailiff.manager.api.GuestView;
import java.util.List;

/** Shows guests to operators. */
final class GuestViews {

    private GuestViews() {}

    static GuestView of(Guest guest) {
        return new GuestView(
                guest.uuid(),
                guest.name(),
                guest.state().name(),
                guest.domainInstance().orElse(null),
                guest.persistent(),
                devices(guest.liveDevices()),
                devices(guest.definedDevices()));
    }

    private static List<GuestView.Device> devices(List<HostDevice> devices) {
        return devices.stream()
                .map(device -> new GuestView.Device(device.alias().orElse(null), device.address(), device.managed()))
                .toList();
    }
}
