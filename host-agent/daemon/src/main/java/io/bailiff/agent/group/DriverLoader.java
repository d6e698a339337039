// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.ModuleLoader;
import io.bailiff.agent.pci.PciBus;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Loads missing drivers before a group moves. A function pinned to a missing driver cannot be bound to any driver. */
final class DriverLoader {

    private final HostFiles files;
    private final ModuleLoader modules;

    DriverLoader(HostFiles files, ModuleLoader modules) {
        this.files = files;
        this.modules = modules;
    }

    /**
     * Loads the module of every missing driver.
     *
     * @return the refusal for the first driver that cannot be loaded, or empty if all drivers are present
     */
    Optional<MoveOutcome> load(Stream<String> drivers) {
        List<String> wanted = drivers.distinct().toList();
        for (String driver : wanted) {
            Optional<MoveOutcome> failure = load(driver);
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    private Optional<MoveOutcome> load(String driver) {
        try {
            if (!files.exists(PciBus.DRIVERS + driver)) {
                modules.load(driver);
            }
            return files.exists(PciBus.DRIVERS + driver)
                    ? Optional.empty()
                    : Optional.of(missing(driver, "module " + driver + " has no driver of this name"));
        } catch (HostFileException e) {
            return Optional.of(missing(driver, String.valueOf(e.getMessage())));
        }
    }

    private static MoveOutcome missing(String driver, String why) {
        return new MoveOutcome.Refused(
                MoveOutcome.Why.NO_DRIVER,
                "The driver " + driver + " is not loaded and cannot be loaded: " + why + ".",
                "Load the module of the driver by hand, then try again.");
    }
}
