package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.DetachRequest;
import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.HypervisorException;

/** Takes a device from a guest, by its alias. */
final class Detachment {

    private Detachment() {}

    /** Sends the request; never waits for the guest. */
    static DetachRequest request(DomainHandle domain, String alias) throws LibvirtFailure {
        try {
            domain.detach(alias, Affect.LIVE);
            return DetachRequest.SENT;
        } catch (LibvirtFailure e) {
            if (e.is(LibvirtError.DEVICE_MISSING)) {
                return DetachRequest.NOT_THERE;
            }
            if (ErrorMapping.saysUnplugIsPending(e.error())) {
                return DetachRequest.ALREADY_PENDING;
            }
            throw e;
        }
    }

    static void removeFromDefinition(DomainHandle domain, String alias) throws LibvirtFailure, HypervisorException {
        if (!domain.persistent()) {
            return;
        }
        try {
            domain.detach(alias, Affect.CONFIG);
        } catch (LibvirtFailure e) {
            if (!e.is(LibvirtError.DEVICE_MISSING)) {
                throw e;
            }
        }
        Guest after = GuestReader.read(domain);
        if (after.definedDevices().stream()
                .anyMatch(device -> device.alias().filter(alias::equals).isPresent())) {
            throw new HypervisorException(
                    HypervisorException.Code.REFUSED,
                    "libvirt reported success, but the definition of " + after.name() + " still has " + alias);
        }
    }
}
