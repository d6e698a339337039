package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.MissingParts;
import io.bailiff.libvirt.xml.HostDevice;

/**
 * Gives one function to one guest: what is missing of it is added, live and in the definition in one call, and then it is
 * looked at. In one call, because libvirt then checks both before it changes either. If libvirt cannot write the definition after
 * it has plugged the function in, the function stays plugged in, and the call fails.
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
        MissingParts missing = MissingParts.of(GuestReader.read(domain), device);
        if (missing.none()) {
            return;
        }
        domain.attach(xml, Affect.of(missing));
        Guest after = GuestReader.read(domain);
        if (!MissingParts.of(after, device).none()) {
            throw new HypervisorException(
                    HypervisorException.Code.REFUSED,
                    "Attaching " + device.address() + ": libvirt reported success, but " + after.name()
                            + " does not have it");
        }
    }
}
