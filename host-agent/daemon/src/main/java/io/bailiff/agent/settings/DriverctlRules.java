// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.settings;

import io.bailiff.agent.api.HostSetting;
import io.bailiff.agent.api.HostSetting.Source;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostDirectories;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads the overrides that driverctl sets at every boot: one file for each device, named {@code pci-0000:02:00.0} or in older versions
 * {@code 0000:02:00.0}, with the name of the driver. All rules count, also those for a host driver: driverctl applies each of them when
 * the device appears.
 */
final class DriverctlRules {

    private static final String DIRECTORY = "/etc/driverctl.d/";
    private static final String PREFIX = "pci-";
    private static final Pattern DEVICE = Pattern.compile("[0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\\.[0-7]");

    private DriverctlRules() {}

    static List<HostSetting> read(HostFiles files) throws HostFileException {
        List<HostSetting> rules = new ArrayList<>();
        // A host without driverctl has no such directory.
        for (String name : HostDirectories.listIfPresent(files, DIRECTORY)) {
            String device = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
            // Other files, for example of an editor, mean nothing to driverctl.
            if (DEVICE.matcher(device).matches()) {
                rules.add(new HostSetting(
                        PciAddress.parse(device), Source.DRIVERCTL, DIRECTORY + name, files.read(DIRECTORY + name)));
            }
        }
        return rules;
    }
}
