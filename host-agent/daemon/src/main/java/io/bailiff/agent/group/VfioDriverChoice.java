// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.kernel.ModuleAliases;
import io.bailiff.agent.kernel.ModuleAliases.Alias;
import io.bailiff.agent.pci.PciBus;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses the vfio driver of a function: the driver whose {@code vfio_pci:} alias in {@code modules.alias} fits the
 * modalias of the function best. For some devices the best driver is a variant driver with more abilities (migration);
 * for all other devices {@code vfio-pci}.
 *
 * <p>libvirt chooses by the same aliases (virPCIDeviceFindBestVFIOVariant).
 */
public final class VfioDriverChoice {

    private static final String OWN_PREFIX = "pci:";
    private static final String VFIO_PREFIX = "vfio_pci:";

    private final HostFiles files;
    private final ModuleAliases aliases;

    public VfioDriverChoice(HostFiles files) {
        this.files = files;
        this.aliases = new ModuleAliases(files);
    }

    public String driverFor(PciAddress address) throws HostFileException {
        String modalias = files.read(PciBus.DEVICES + address + "/modalias");
        if (!modalias.startsWith(OWN_PREFIX)) {
            return VfioDrivers.GENERIC;
        }
        // A kernel without modules has only built-in drivers, and variant drivers are never built in.
        return aliases.fitting(VFIO_PREFIX + modalias.substring(OWN_PREFIX.length())).orElse(List.of()).stream()
                .min(Comparator.comparingInt(Alias::wildcards))
                .map(alias -> VfioDrivers.ofModule(alias.module()))
                .orElse(VfioDrivers.GENERIC);
    }
}
