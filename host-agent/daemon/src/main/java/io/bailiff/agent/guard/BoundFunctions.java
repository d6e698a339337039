// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.DirectoryVersion;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.SysfsNames;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Lists the functions on a driver from the driver's directory. The kernel makes the link in this directory just before the link
 * {@code driver} of the function, and removes both links in the same order (driver_sysfs_add and driver_sysfs_remove in drivers/base/dd.c).
 * A listing is remembered until the version of the directory changes: every bind makes a new link.
 */
final class BoundFunctions {

    private final HostFiles files;
    private final Map<String, Listing> listings = new ConcurrentHashMap<>();

    private record Listing(DirectoryVersion version, Set<PciAddress> functions) {}

    BoundFunctions(HostFiles files) {
        this.files = files;
    }

    /**
     * Returns the functions that are certainly on the driver now. Empty on a host without versions of directories: the link of each
     * function then shows the driver.
     *
     * @throws HostFileException if the driver's directory cannot be listed
     */
    Set<PciAddress> on(String driver) throws HostFileException {
        Optional<DirectoryVersion> now = files.version(PciBus.DRIVERS + driver);
        if (now.isEmpty()) {
            return Set.of();
        }
        Listing known = listings.get(driver);
        if (known == null || !known.version().equals(now.get())) {
            known = new Listing(now.get(), list(driver));
            listings.put(driver, known);
        }
        return known.functions();
    }

    private Set<PciAddress> list(String driver) throws HostFileException {
        return files.list(PciBus.DRIVERS + driver).stream()
                .flatMap(name -> SysfsNames.address(name).stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
