// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.crash;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import java.util.List;
import java.util.Optional;

/** Says on standard error when one of these functions is on no driver and has no override, seen right after a write. */
final class LooseWatch {

    /** What a line about a loose function begins with. */
    static final String ALARM = "loose ";

    private final List<PciAddress> functions;

    /** @param functions those that had a driver before anything was done to them */
    LooseWatch(List<PciAddress> functions) {
        this.functions = List.copyOf(functions);
    }

    void look(HostFiles files) throws HostFileException {
        PciBus bus = new PciBus(files);
        for (PciAddress address : functions) {
            if (isLoose(bus, address)) {
                System.err.println(ALARM + address);
            }
        }
    }

    /** Other threads write between two reads: only "no pin, no driver, still no pin" is proof. */
    static boolean isLoose(PciBus bus, PciAddress address) throws HostFileException {
        Optional<String> before = bus.driverOverride(address);
        Optional<String> driver = bus.driver(address);
        return before.isEmpty()
                && driver.isEmpty()
                && bus.driverOverride(address).isEmpty()
                && bus.driver(address).isEmpty();
    }
}
