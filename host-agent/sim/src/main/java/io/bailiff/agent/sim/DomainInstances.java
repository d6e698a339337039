// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.Map;

/** Starts and ends domain instances of guests, and changes the functions of a domain instance. Guarded by {@link SimGuests}. */
final class DomainInstances {

    private final GuestProcesses processes;
    private int lastId;

    DomainInstances(GuestProcesses processes) {
        this.processes = processes;
    }

    /** Starts a domain instance with the given devices, by alias. If a function cannot be opened, no domain instance starts. */
    void start(SimGuest guest, Map<String, PciAddress> devices) throws GuestException {
        long pid = processes.start(guest.name, devices.values());
        guest.instance = new SimGuest.Instance(++lastId, pid);
        devices.forEach((alias, address) -> guest.live.put(alias, new SimGuest.LiveDevice(address)));
    }

    void plug(SimGuest guest, String alias, PciAddress address) throws GuestException {
        SimGuest.Instance instance = guest.instance;
        if (instance == null) {
            throw new IllegalStateException(guest.name + " does not run");
        }
        processes.open(instance.pid(), address);
        guest.live.put(alias, new SimGuest.LiveDevice(address));
        guest.lingering.remove(address);
    }

    /** Closes a function released by a domain instance. */
    void close(SimGuest guest, SimGuest.Instance instance, PciAddress address) {
        processes.close(instance.pid(), address);
        if (instance.equals(guest.instance)) {
            guest.lingering.remove(address);
        }
    }

    void end(SimGuest guest) {
        SimGuest.Instance instance = guest.instance;
        if (instance != null) {
            processes.end(instance.pid());
        }
        guest.instance = null;
        guest.active = GuestView.State.RUNNING;
        guest.panicked = false;
        guest.shutdownAsked = false;
        guest.live.clear();
        guest.lingering.clear();
    }
}
