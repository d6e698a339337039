package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.DetachRequest;
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
            if (ErrorMapping.saysThereIsNoSuchDevice(e.error())) {
                return DetachRequest.NOT_THERE;
            }
            if (ErrorMapping.saysUnplugIsPending(e.error())) {
                return DetachRequest.ALREADY_PENDING;
            }
            throw e;
        }
    }

    /** Looks first: what libvirt says about an alias that is not there differs between its versions. */
    static void removeFromDefinition(DomainHandle domain, String alias) throws LibvirtFailure, HypervisorException {
        if (!defines(domain, alias)) {
            return;
        }
        domain.detach(alias, Affect.CONFIG);
        if (defines(domain, alias)) {
            throw new HypervisorException(
                    HypervisorException.Code.REFUSED,
                    "libvirt reported success, but the guest's definition still has " + alias);
        }
    }

    private static boolean defines(DomainHandle domain, String alias) throws LibvirtFailure, HypervisorException {
        return GuestReader.read(domain).definedDevices().stream()
                .anyMatch(device -> device.alias().filter(alias::equals).isPresent());
    }
}
