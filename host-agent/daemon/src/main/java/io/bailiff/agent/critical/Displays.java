// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The displays of the host on PCI.
 *
 * @param all all displays
 * @param boot the display with the screen console: the only display, or the display that the firmware has used. Empty if the display
 *     with the screen console is unknown
 */
record Displays(List<PciAddress> all, List<PciAddress> boot) {

    private static final String DISPLAY_CLASS = "0x03";

    static Displays read(HostFiles files) throws HostFileException {
        List<PciAddress> all = PciClass.functions(files, DISPLAY_CLASS);
        if (all.size() <= 1) {
            return new Displays(all, all);
        }
        List<PciAddress> marked = withMark(files, all, "boot_display");
        return new Displays(all, marked.size() == 1 ? marked : withMark(files, all, "boot_vga"));
    }

    /**
     * Returns the display with the mark. {@code boot_vga} exists for VGA controllers only. {@code boot_display}, of kernels since 6.17,
     * exists for the boot display of any class: in the directory of the function, or of its DRM device.
     */
    private static List<PciAddress> withMark(HostFiles files, List<PciAddress> all, String mark)
            throws HostFileException {
        Set<PciAddress> marked = new LinkedHashSet<>();
        for (PciAddress display : all) {
            for (String directory : directories(files, PciBus.DEVICES + display)) {
                if (files.exists(directory + "/" + mark)
                        && files.read(directory + "/" + mark).equals("1")) {
                    marked.add(display);
                }
            }
        }
        return marked.size() == 1 ? List.copyOf(marked) : List.of();
    }

    private static List<String> directories(HostFiles files, String function) throws HostFileException {
        List<String> directories = new ArrayList<>(List.of(function));
        try {
            files.list(function + "/drm").forEach(name -> directories.add(function + "/drm/" + name));
        } catch (HostFileException failure) {
            // A display without a DRM driver has no such directory.
            if (failure.error() != HostError.NO_ENTRY) {
                throw failure;
            }
        }
        return directories;
    }
}
