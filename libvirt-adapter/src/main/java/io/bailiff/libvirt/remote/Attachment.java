// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.MissingParts;
import io.bailiff.libvirt.xml.HostDevice;

/**
 * Attaches a function to a guest: adds the missing parts, live and in the definition in a single call, and then verifies the
 * result. With a single call libvirt checks both parts before changing either. If libvirt cannot write the definition after
 * plugging the function in, the function stays plugged in and the call fails.
 */
final class Attachment {

    private final DomainHandle domain;
    private final HostDevice device;
    private final String xml;

    Attachment(DomainHandle domain, HostDevice device) {
        this.domain = domain;
        this.device = device;
        this.xml = HostDeviceXml.write(device);
    }

    void make() throws LibvirtFailure, HypervisorException {
        MissingParts missing = MissingParts.of(GuestReader.read(domain, PoolReader.NONE), device);
        if (missing.none()) {
            return;
        }
        domain.attach(xml, Affect.of(missing));
        Guest after = GuestReader.read(domain, PoolReader.NONE);
        if (!MissingParts.of(after, device).none()) {
            throw new HypervisorException(
                    HypervisorException.Code.REFUSED,
                    "libvirt reported success, but guest " + after.name() + " does not have " + device.address());
        }
    }
}
