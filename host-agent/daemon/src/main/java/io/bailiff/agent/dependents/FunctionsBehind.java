// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.dependents;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostDirectories;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.SysfsNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the PCI functions behind an endpoint.
 *
 * <p>Intel VMD is an endpoint whose driver creates a root bus below the function ({@code pci10000:00}, vmd_enable_domain in
 * drivers/pci/controller/vmd.c), and removes the bus with all functions when the driver leaves (vmd_remove).
 *
 * <p>A USB4 host router (class 0c0340) has no functions below the router's own directory. The tunnelled functions are below root
 * ports, and each such port is a consumer of the router (tb_acpi_add_link in drivers/thunderbolt/acpi.c). The tunnels survive the
 * unbind of the driver (tb_stop), but not the reset of the router for a guest.
 *
 * <p>A GPU is also a supplier of its own audio and USB functions (quirk_gpu_hda in drivers/pci/quirks.c), for power management only.
 * Such consumers stay, so the class decides.
 */
final class FunctionsBehind {

    private static final Pattern ROOT_BUS = Pattern.compile("pci[0-9a-f]{4,8}:[0-9a-f]{2}");
    // Kernels before 5.11 name the link without the bus: consumer:0000:00:07.0 (devlink_add_symlinks in
    // drivers/base/core.c).
    private static final Pattern CONSUMER = Pattern.compile("consumer:(?:pci:)?([0-9a-f]{4,8}:[0-9a-f:.]+)");
    private static final String HOST_ROUTER = "0c0340";

    private final HostFiles files;

    FunctionsBehind(HostFiles files) {
        this.files = files;
    }

    /** Returns the functions behind the endpoint, each function after the functions above. */
    List<PciAddress> of(FunctionReport endpoint) throws HostFileException {
        List<PciAddress> found = new ArrayList<>();
        String directory = PciBus.DEVICES + endpoint.address();
        addBelow(directory, found);
        if (endpoint.classCode().equals(HOST_ROUTER)) {
            addTunnelled(directory, found);
        }
        return found;
    }

    private void addTunnelled(String router, List<PciAddress> found) throws HostFileException {
        for (String name : HostDirectories.listIfPresent(files, router)) {
            Matcher consumer = CONSUMER.matcher(name);
            if (consumer.matches()) {
                addBelow(PciBus.DEVICES + consumer.group(1), found);
            }
        }
    }

    private void addBelow(String directory, List<PciAddress> found) throws HostFileException {
        for (String name : HostDirectories.listIfPresent(files, directory)) {
            Optional<PciAddress> function = SysfsNames.address(name);
            function.ifPresent(found::add);
            if (function.isPresent() || ROOT_BUS.matcher(name).matches()) {
                addBelow(directory + "/" + name, found);
            }
        }
    }
}
