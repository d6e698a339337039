package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.HostDevice;
import io.bailiff.libvirt.HypervisorException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives one function to one guest: what is missing of it is added, live and in the definition in one call, and then it is
 * looked at. In one call, because libvirt then checks both before it changes either.
 */
final class Attachment {

    private static final Logger LOG = LoggerFactory.getLogger(Attachment.class);

    private final DomainHandle domain;
    private final HostDevice device;
    private final String xml;

    Attachment(DomainHandle domain, HostDevice device) {
        this.domain = domain;
        this.device = device;
        this.xml = PciXml.write(device);
    }

    void make() throws LibvirtFailure, HypervisorException {
        Guest before = GuestReader.read(domain);
        int missing = missingFrom(before);
        if (missing == 0) {
            return;
        }
        try {
            domain.attach(xml, missing);
        } catch (LibvirtFailure e) {
            undo(before, e);
            throw e;
        }
        if (missingFrom(GuestReader.read(domain)) != 0) {
            throw refused("libvirt reported success, but " + before.name() + " does not have it");
        }
    }

    private int missingFrom(Guest guest) throws HypervisorException {
        int live = guest.active() && !has(guest.liveDevices()) ? Affect.LIVE : 0;
        int defined = guest.persistent() && !has(guest.definedDevices()) ? Affect.CONFIG : 0;
        return live | defined;
    }

    private boolean has(List<HostDevice> devices) throws HypervisorException {
        for (HostDevice other : devices) {
            boolean sameAlias = other.alias().equals(device.alias());
            boolean sameFunction = other.address().equals(device.address());
            if ((sameAlias || sameFunction) && !other.equals(device)) {
                throw refused("the guest has another device of that alias or address: " + other);
            }
        }
        return devices.contains(device);
    }

    /** libvirt fails after the live half only if it cannot write the definition. The guest is asked to give that half back. */
    private void undo(Guest before, LibvirtFailure failure) throws LibvirtFailure, HypervisorException {
        if (before.liveDevices().contains(device)
                || !GuestReader.read(domain).liveDevices().contains(device)) {
            return;
        }
        LOG.warn("{} got {} although libvirt failed; asking it to give that back", before.name(), device);
        domain.detach(device.alias().orElseThrow(), Affect.LIVE);
        throw refused("libvirt gave it to the running guest and then failed ("
                + failure.error().message() + "); the guest was asked to give it back");
    }

    private HypervisorException refused(String why) {
        return new HypervisorException(HypervisorException.Code.REFUSED, "Attaching " + device.address() + ": " + why);
    }
}
