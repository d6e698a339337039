package io.bailiff.libvirt;

import io.bailiff.libvirt.xml.HostDevice;
import java.util.List;

/**
 * Where a guest lacks a device that it is to have.
 *
 * @param live whether the guest runs without it
 * @param definition whether the guest has a persistent definition without it
 */
public record MissingParts(boolean live, boolean definition) {

    /**
     * Returns where a guest lacks a device.
     *
     * @throws HypervisorException {@code REFUSED} if another device of the guest has its alias or its address
     */
    public static MissingParts of(Guest guest, HostDevice device) throws HypervisorException {
        return new MissingParts(
                guest.active() && lacks(guest.liveDevices(), device),
                guest.persistent() && lacks(guest.definedDevices(), device));
    }

    /** Returns true if the guest lacks the device nowhere. */
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
                        "Attaching " + device.address() + ": the guest has another device of that alias or address: "
                                + other);
            }
        }
        return !devices.contains(device);
    }
}
