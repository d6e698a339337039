// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.settings;

import io.bailiff.agent.api.HostSetting;
import io.bailiff.agent.api.HostSetting.Source;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostDirectories;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.SysfsNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the overrides that driverctl sets at every boot: one file for each device, named {@code pci-0000:02:00.0} or in older versions
 * {@code 0000:02:00.0}, with the name of the driver. All rules count, also those for a host driver: driverctl applies each of them when
 * the device appears.
 */
final class DriverctlRules {

    private static final String DIRECTORY = "/etc/driverctl.d/";
    private static final String PREFIX = "pci-";

    private DriverctlRules() {}

    static List<HostSetting> read(HostFiles files) throws HostFileException {
        List<HostSetting> rules = new ArrayList<>();
        // A host without driverctl has no such directory.
        for (String name : HostDirectories.listIfPresent(files, DIRECTORY)) {
            String device = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
            // Other files, for example of an editor, mean nothing to driverctl.
            Optional<PciAddress> address = SysfsNames.address(device);
            if (address.isPresent()) {
                rules.add(new HostSetting(
                        address.get(), Source.DRIVERCTL, DIRECTORY + name, files.read(DIRECTORY + name)));
            }
        }
        return rules;
    }
}
