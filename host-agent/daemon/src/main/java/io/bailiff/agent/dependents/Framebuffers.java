// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.dependents;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostDirectories;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.SysfsNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The framebuffers of the firmware that have a driver, by function.
 *
 * <p>The function is above the platform device since Linux 6.9 (sysfb_parent_dev in drivers/firmware/sysfb.c). On older kernels the
 * memory of the framebuffer lies in a region of the function in {@code /proc/iomem}. A driver that could not reserve the memory
 * (efifb_probe goes on without) has no such region; then the boot display is the function, because the kernel chooses the boot display
 * by the framebuffer of the firmware (vga_is_firmware_default in drivers/pci/vgaarb.c).
 *
 * @param byFunction the framebuffers on PCI functions
 * @param unplaced the names of the framebuffers whose function cannot be determined
 */
public record Framebuffers(Map<PciAddress, List<Framebuffer>> byFunction, List<String> unplaced) {

    // x86 names: simple-, efi-, vesa-, vga-, ega-framebuffer.0. Device tree: 7e000000.framebuffer. PowerPC:
    // of-display.0.
    private static final Pattern DEVICE = Pattern.compile(".*framebuffer.*|of-display.*");

    public Framebuffers {
        byFunction = Map.copyOf(byFunction);
        unplaced = List.copyOf(unplaced);
    }

    public static Framebuffers read(HostFiles files) throws HostFileException {
        Map<PciAddress, List<Framebuffer>> byFunction = new LinkedHashMap<>();
        List<String> unplaced = new ArrayList<>();
        FramebufferMemory memory = new FramebufferMemory(files);
        for (String device : HostDirectories.listIfPresent(files, Framebuffer.DEVICES)) {
            String driver =
                    DEVICE.matcher(device).matches() ? SysfsNames.driver(files, Framebuffer.DEVICES + device) : null;
            if (driver != null) {
                Optional<PciAddress> parent = parent(files, device);
                FramebufferMemory.Place place =
                        parent.map(FramebufferMemory.Place::on).orElseGet(memory::place);
                place.function()
                        .ifPresent(function -> byFunction
                                .computeIfAbsent(function, any -> new ArrayList<>())
                                .add(new Framebuffer(device, driver)));
                if (place.isUnknown()) {
                    unplaced.add(device);
                }
            }
        }
        return new Framebuffers(byFunction, unplaced);
    }

    /** Returns the framebuffers on the function. */
    public List<Framebuffer> on(PciAddress function) {
        return byFunction.getOrDefault(function, List.of());
    }

    private static Optional<PciAddress> parent(HostFiles files, String device) throws HostFileException {
        return files.realPath(Framebuffer.DEVICES + device)
                .flatMap(path -> Arrays.stream(path.split("/"))
                        .flatMap(name -> SysfsNames.address(name).stream())
                        .reduce((above, below) -> below));
    }
}
