package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.Collection;

/** What a hypervisor looks at before it bothers QEMU, with libvirt's words for it. */
final class GuestChecks {

    private GuestChecks() {}

    /** The guest's definition has neither this alias nor this function; what the guest has now is not looked at. */
    static void notDefined(SimGuest guest, String alias, PciAddress address) throws GuestException {
        if (guest.defined.containsKey(alias)) {
            throw notUnique(alias);
        }
        if (guest.defined.containsValue(address)) {
            throw new GuestException(
                    GuestException.Code.WRONG_STATE,
                    "Requested operation is not valid: device is already in the domain configuration");
        }
    }

    /** The running guest has neither this alias nor this function; its definition is not looked at. */
    static void notLive(SimGuest guest, String alias, PciAddress address) throws GuestException {
        if (guest.live.containsKey(alias)) {
            throw notUnique(alias);
        }
        if (guest.liveEntry(address).isPresent()) {
            throw new GuestException(
                    GuestException.Code.REFUSED,
                    "Requested operation is not valid: target pci device " + address + " already exists");
        }
    }

    private static GuestException notUnique(String alias) {
        return new GuestException(
                GuestException.Code.REFUSED, "unsupported configuration: non unique alias detected: " + alias);
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
