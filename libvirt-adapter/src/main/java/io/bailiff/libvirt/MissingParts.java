// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt;

import io.bailiff.libvirt.xml.HostDevice;
import java.util.List;

/**
 * The parts of a guest without a wanted device.
 *
 * @param live true if the guest runs without the device
 * @param definition true if the guest has a persistent definition without the device
 */
public record MissingParts(boolean live, boolean definition) {

    /**
     * Returns the parts of a guest without the device.
     *
     * @throws HypervisorException {@code REFUSED} if another device of the guest has the alias or the address of the device, or
     *     the same device is {@code managed}
     */
    public static MissingParts of(Guest guest, HostDevice device) throws HypervisorException {
        return new MissingParts(
                guest.active() && lacks(guest.liveDevices(), device),
                guest.persistent() && lacks(guest.definedDevices(), device));
    }

    /** Returns true if no part of the guest lacks the device. */
    public boolean none() {
        return !live && !definition;
    }

    private static boolean lacks(List<HostDevice> devices, HostDevice device) throws HypervisorException {
        for (HostDevice other : devices) {
            boolean sameAlias = other.alias().equals(device.alias());
            boolean sameFunction = other.address().equals(device.address());
            if ((sameAlias || sameFunction) && !other.equals(device)) {
                throw new HypervisorException(
                        HypervisorException.Code.REFUSED,
                        "cannot attach " + named(device) + ": the guest has another device with this alias or address, "
                                + named(other));
            }
        }
        return !devices.contains(device);
    }

    private static String named(HostDevice device) {
        return device.address() + " (alias " + device.alias().orElse("none") + (device.managed() ? ", managed)" : ")");
    }
}
