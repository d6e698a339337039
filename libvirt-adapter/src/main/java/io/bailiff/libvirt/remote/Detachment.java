// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.DetachRequest;
import io.bailiff.libvirt.HypervisorException;

/** Detaches a device from a guest, by alias. */
final class Detachment {

    private Detachment() {}

    /** Sends the detach request; never waits for the guest. */
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

    /**
     * Removes the device from the definition and verifies the removal. Reads the definition first, because libvirt's versions
     * report a missing alias differently.
     */
    static void removeFromDefinition(DomainHandle domain, String alias) throws LibvirtFailure, HypervisorException {
        if (!defines(domain, alias)) {
            return;
        }
        domain.detach(alias, Affect.CONFIG);
        if (defines(domain, alias)) {
            throw new HypervisorException(
                    HypervisorException.Code.REFUSED,
                    "libvirt reported success, but the guest's definition still has device " + alias);
        }
    }

    private static boolean defines(DomainHandle domain, String alias) throws LibvirtFailure, HypervisorException {
        return GuestReader.read(domain, PoolReader.NONE).definedDevices().stream()
                .anyMatch(device -> device.alias().filter(alias::equals).isPresent());
    }
}
