// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.host.DirectoryVersion;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The versions of the directories of the PCI bus in sysfs: the names of the entries, with the numbers of the nodes behind the names. */
final class BusVersions {

    private static final String DEVICES = "/sys/bus/pci/devices";
    private static final String DRIVERS = "/sys/bus/pci/drivers";

    private BusVersions() {}

    /** Returns the version of the directory; empty for a directory without versions. The caller holds the kernel's lock. */
    static Optional<DirectoryVersion> of(SimBus bus, String directory) {
        String path = directory.endsWith("/") ? directory.substring(0, directory.length() - 1) : directory;
        return switch (path) {
            case DEVICES -> version(bus.functions.values().stream().map(it -> it.address() + " " + it.node));
            case DRIVERS -> version(bus.loadedDrivers().stream().map(it -> it.name() + " " + it.loads));
            default ->
                bus.loadedDrivers().stream()
                        .filter(driver -> path.equals(DRIVERS + "/" + driver.name()))
                        .findFirst()
                        .flatMap(driver -> version(functionsOf(bus, driver)));
        };
    }

    private static Stream<String> functionsOf(SimBus bus, SimDriver driver) {
        return bus.functions.values().stream()
                .filter(it -> it.shownDriver().filter(driver::equals).isPresent())
                .map(it -> it.address() + " " + it.node + " " + it.driverLinks);
    }

    private static Optional<DirectoryVersion> version(Stream<String> entries) {
        String text = entries.collect(Collectors.joining("\n"));
        return Optional.of(DirectoryVersion.of(text.getBytes(StandardCharsets.UTF_8)));
    }
}
