// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.dependents;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.SysfsNames;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds the function with the memory of the framebuffer: by {@code /proc/iomem}, else by {@code boot_vga}. */
final class FramebufferMemory {

    /**
     * The place of a framebuffer.
     *
     * @param function the PCI function with the memory, or empty
     * @param isUnknown true if the place cannot be determined; false without a function means that the framebuffer is not on PCI
     */
    record Place(Optional<PciAddress> function, boolean isUnknown) {

        private static final Place NOT_ON_PCI = new Place(Optional.empty(), false);
        private static final Place UNKNOWN = new Place(Optional.empty(), true);

        static Place on(PciAddress function) {
            return new Place(Optional.of(function), false);
        }
    }

    private final HostFiles files;

    FramebufferMemory(HostFiles files) {
        this.files = files;
    }

    Place place() {
        return byMemory().or(this::byBootDisplay).orElse(Place.UNKNOWN);
    }

    /** Returns empty if {@code /proc/iomem} is unreadable, or shows no framebuffer, or several places, or no addresses to compare. */
    private Optional<Place> byMemory() {
        try {
            IoMemory memory = IoMemory.parse(files.read(IoMemory.FILE));
            List<IoMemory.Region> framebuffers = memory.framebuffers();
            Set<PciAddress> functions = framebuffers.stream()
                    .flatMap(region -> memory.functionOf(region).stream())
                    .collect(Collectors.toCollection(TreeSet::new));
            if (functions.size() == 1) {
                return functions.stream().findFirst().map(Place::on);
            }
            boolean isElsewhere = !framebuffers.isEmpty() && functions.isEmpty() && memory.hasAddresses();
            return isElsewhere ? Optional.of(Place.NOT_ON_PCI) : Optional.empty();
        } catch (HostFileException unreadable) {
            // Not lost: the boot display decides, and without a boot display the place is unknown.
            return Optional.empty();
        }
    }

    private Optional<Place> byBootDisplay() {
        try {
            Set<PciAddress> displays = new TreeSet<>();
            for (String name : files.list(PciBus.DEVICES)) {
                String file = PciBus.DEVICES + name + "/boot_vga";
                if (files.exists(file) && files.read(file).equals("1")) {
                    SysfsNames.address(name).ifPresent(displays::add);
                }
            }
            return displays.size() == 1 ? displays.stream().findFirst().map(Place::on) : Optional.empty();
        } catch (HostFileException unreadable) {
            // Not lost: an empty answer makes the place unknown.
            return Optional.empty();
        }
    }
}
