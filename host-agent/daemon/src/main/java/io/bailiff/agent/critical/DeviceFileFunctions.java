// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.SysfsNames;
import java.util.List;
import java.util.Optional;

/**
 * The functions with device files. An unknown about the open files of a process concerns these functions alone: a function without a
 * device file, for example without a driver, cannot be open.
 */
final class DeviceFileFunctions {

    private static final String NUMBERS = "/sys/dev/char/";

    private final HostFiles files;
    private boolean isRead;
    private boolean areThere;
    private UnknownScope scope = UnknownScope.DEVICE_FILES;

    DeviceFileFunctions(HostFiles files) {
        this.files = files;
    }

    /**
     * Adds an unknown about the functions with device files, or about all endpoints if these functions cannot be found. Adds nothing if
     * no function has a device file.
     */
    void unknown(String text, Findings findings) {
        if (!isRead) {
            isRead = true;
            try {
                read(findings);
            } catch (HostFileException failure) {
                scope = UnknownScope.ANY;
            }
        }
        if (areThere || scope == UnknownScope.ANY) {
            findings.unknown(scope, text);
        }
    }

    private void read(Findings findings) throws HostFileException {
        for (String number : files.list(NUMBERS)) {
            Optional<String> device = files.realPath(NUMBERS + number);
            device.filter(path -> !OpenNodes.isElsewhere(path))
                    .ifPresent(path -> add(SysfsNames.functions(path), findings));
        }
        DriverFunctions drivers = new DriverFunctions(files);
        for (String address : NvidiaNodes.addresses(files)) {
            drivers.way(address).ifPresent(way -> add(way, findings));
        }
    }

    private void add(List<PciAddress> way, Findings findings) {
        areThere |= !way.isEmpty();
        findings.carrier(UnknownScope.DEVICE_FILES, way);
    }
}
