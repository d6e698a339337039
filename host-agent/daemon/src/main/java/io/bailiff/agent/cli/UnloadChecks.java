// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.guard.DriverModules;
import io.bailiff.agent.host.HostDirectories;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.SysfsNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Names the modules whose unload the guard may not see: the modules with the driver of a physical function. The guard holds {@code rmmod} and
 * {@code modprobe -r} when they read the use of the module. A call of delete_module(2) without the read cannot be held, and neither can a reload by
 * devlink, which is a message of netlink.
 */
final class UnloadChecks {

    private static final String MODULES_DISABLED = "/proc/sys/kernel/modules_disabled";
    private static final String DISABLED = "1";

    private final HostFiles files;

    UnloadChecks(HostFiles files) {
        this.files = files;
    }

    /** Returns one line, or none for a host without such modules, or with a kernel that unloads no module. */
    List<Check> all() throws HostFileException {
        Set<String> modules = new DriverModules(files).loadable(physicalFunctions().stream());
        if (modules.isEmpty() || isDisabled()) {
            return List.of();
        }
        return List.of(Check.warn(
                Check.Subject.GUARD,
                "The guard cannot hold an unload of " + String.join(", ", modules)
                        + " that does not look at the use of the module (rmmod -f, modprobe -r --wait, delete_module(2)), or a reload"
                        + " by devlink: lent virtual functions of the driver then stop or vanish.",
                "Unload such a module with rmmod or modprobe -r alone, or forbid loads and unloads until the next boot, after all"
                        + " drivers and vfio-pci are loaded: sysctl kernel.modules_disabled=1"));
    }

    private boolean isDisabled() throws HostFileException {
        return files.exists(MODULES_DISABLED) && files.read(MODULES_DISABLED).equals(DISABLED);
    }

    private List<PciAddress> physicalFunctions() throws HostFileException {
        List<PciAddress> found = new ArrayList<>();
        for (String function : HostDirectories.listIfPresent(files, PciBus.DEVICES)) {
            if (files.exists(PciBus.DEVICES + function + "/sriov_numvfs")) {
                SysfsNames.address(function).ifPresent(found::add);
            }
        }
        return found;
    }
}
