// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.dependents;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads names of sysfs: the driver of a device, and PCI addresses. */
final class SysfsNames {

    private static final Pattern ADDRESS = Pattern.compile("[0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\\.[0-7]");

    private SysfsNames() {}

    static @Nullable String driver(HostFiles files, String device) throws HostFileException {
        return files.readLink(device + "/driver").map(SysfsNames::last).orElse(null);
    }

    /** Returns the function with the name, or empty if the name is no PCI address. */
    static Optional<PciAddress> address(String name) {
        return ADDRESS.matcher(name).matches() ? Optional.of(PciAddress.parse(name)) : Optional.empty();
    }

    static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
