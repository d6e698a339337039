package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.Collection;

/** What a hypervisor looks at before it bothers QEMU, with libvirt's words for it. */
final class GuestChecks {

    private GuestChecks() {}

    /** The guest has neither this alias nor this function, now or in its definition. */
    static void notThere(SimGuest guest, String alias, PciAddress address) throws GuestException {
        if (guest.live.containsKey(alias) || guest.defined.containsKey(alias)) {
            throw new GuestException(
                    GuestException.Code.REFUSED, "unsupported configuration: non unique alias detected: " + alias);
        }
        if (guest.defined.containsValue(address) || guest.liveEntry(address).isPresent()) {
            throw new GuestException(
                    GuestException.Code.REFUSED,
                    "Requested operation is not valid: target pci device " + address + " already exists");
        }
    }

    /** No other guest has it now. */
    static void notTaken(Collection<SimGuest> guests, SimGuest guest, PciAddress address) throws GuestException {
        for (SimGuest other : guests) {
            if (other != guest && other.liveEntry(address).isPresent()) {
                throw new GuestException(
                        GuestException.Code.REFUSED,
                        "Requested operation is not valid: PCI device " + address + " is in use by driver QEMU, domain "
                                + other.name);
            }
        }
    }
}
