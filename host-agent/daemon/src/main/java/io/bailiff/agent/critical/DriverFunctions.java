// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.SysfsNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the functions on a driver, for device files that cover all functions on the driver. */
final class DriverFunctions {

    private final HostFiles files;

    DriverFunctions(HostFiles files) {
        this.files = files;
    }

    /** Returns the way to each function on the driver, as in {@link SysfsNames#functions}. */
    List<List<PciAddress>> ways(String driver) throws HostFileException {
        List<List<PciAddress>> found = new ArrayList<>();
        for (String name : files.list(PciBus.DEVICES)) {
            Optional<String> bound = files.readLink(PciBus.DEVICES + name + "/driver");
            if (bound.map(SysfsNames::last).filter(driver::equals).isPresent()) {
                way(name).ifPresent(found::add);
            }
        }
        return found;
    }

    /** Returns the way to the function, or empty if the host has no such function. */
    Optional<List<PciAddress>> way(String address) throws HostFileException {
        return files.realPath(PciBus.DEVICES + address)
                .map(SysfsNames::functions)
                .filter(way -> !way.isEmpty());
    }
}
