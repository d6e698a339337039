// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.Map;

/** Starts and ends domain instances of guests, and changes the functions of a domain instance. Guarded by {@link SimGuests}. */
final class GuestRuns {

    private final GuestProcesses processes;
    private int lastId;

    GuestRuns(GuestProcesses processes) {
        this.processes = processes;
    }

    /** Starts a domain instance with the given devices, by alias. If a function cannot be opened, no domain instance starts. */
    void start(SimGuest guest, Map<String, PciAddress> devices) throws GuestException {
        long pid = processes.start(guest.name, devices.values());
        guest.run = new SimGuest.Run(++lastId, pid);
        devices.forEach((alias, address) -> guest.live.put(alias, new SimGuest.LiveDevice(address)));
    }

    void plug(SimGuest guest, String alias, PciAddress address) throws GuestException {
        SimGuest.Run run = guest.run;
        if (run == null) {
            throw new IllegalStateException(guest.name + " does not run");
        }
        processes.open(run.pid(), address);
        guest.live.put(alias, new SimGuest.LiveDevice(address));
        guest.lingering.remove(address);
    }

    /** Closes a function released by a domain instance. */
    void close(SimGuest guest, SimGuest.Run run, PciAddress address) {
        processes.close(run.pid(), address);
        if (run.equals(guest.run)) {
            guest.lingering.remove(address);
        }
    }

    void end(SimGuest guest) {
        SimGuest.Run run = guest.run;
        if (run != null) {
            processes.end(run.pid());
        }
        guest.run = null;
        guest.paused = false;
        guest.shutdownAsked = false;
        guest.live.clear();
        guest.lingering.clear();
    }
}
