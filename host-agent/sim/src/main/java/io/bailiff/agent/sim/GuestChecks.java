// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.Collection;

/** The hypervisor's checks before a call to QEMU, with libvirt's error messages. */
final class GuestChecks {

    private GuestChecks() {}

    /** Rejects an alias or a function already in the guest's definition; ignores the live devices. */
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

    /** Rejects an alias or a function already in the running guest; ignores the definition. */
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

    /** Rejects a function in use by another running guest. */
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

    /**
     * Fails with {@code BUSY} while another job holds the guest: libvirt's start of the guest, or a call that waits for a QEMU
     * that does not answer (domain_job.c, virDomainObjBeginJob). Only a destroy needs no job: qemuProcessBeginStopJob kills QEMU
     * first.
     */
    static void mayBeginJob(SimGuest guest) throws GuestException {
        boolean starting = guest.state() == GuestView.State.STARTING;
        if (starting || (guest.instance != null && !guest.behaviour.answersMonitor())) {
            throw new GuestException(
                    GuestException.Code.BUSY,
                    "Timed out during operation: cannot acquire state change lock (held by monitor="
                            + (starting ? "remoteDispatchDomainCreate)" : "remoteDispatchDomain)"));
        }
    }

    /** Rejects a call in the given state. */
    static void isNot(SimGuest guest, GuestView.State state, String message) throws GuestException {
        if (guest.state() == state) {
            throw wrongState(message);
        }
    }

    static GuestException wrongState(String message) {
        return new GuestException(GuestException.Code.WRONG_STATE, "Requested operation is not valid: " + message);
    }
}
