// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.dependents;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.SysfsNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The regions of the physical memory, as printed in {@code /proc/iomem} (r_show in kernel/resource.c): two blanks of indentation for
 * each region around the line's region, five levels at most. Without CAP_SYS_ADMIN every address is 0, and the names and the
 * indentation stay.
 */
final class IoMemory {

    static final String FILE = "/proc/iomem";

    private static final Pattern LINE = Pattern.compile("( *)([0-9a-f]{1,16})-([0-9a-f]{1,16}) : (.*)");
    // BOOTFB is the device of sysfb_simplefb.c; the drivers reserve the memory under names of their own.
    private static final Pattern FRAMEBUFFER =
            Pattern.compile("BOOTFB|simplefb|simpledrm|efifb|efidrm|vesafb|vesadrm|ofdrm|offb|.*[Ff]ramebuffer.*");

    /**
     * A line of the file.
     *
     * @param line the number of the line
     * @param depth the indentation
     * @param start the first address, or 0 if hidden
     * @param end the last address, or 0 if hidden; both are unsigned
     * @param name the owner of the region
     */
    record Region(int line, int depth, long start, long end, String name) {

        private boolean contains(Region other) {
            return Long.compareUnsigned(start, other.start) <= 0 && Long.compareUnsigned(other.end, end) <= 0;
        }
    }

    private final List<Region> regions;

    private IoMemory(List<Region> regions) {
        this.regions = regions;
    }

    static IoMemory parse(String text) throws HostFileException {
        List<Region> regions = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                throw new HostFileException(HostError.OTHER, FILE, "line " + (regions.size() + 1) + " has no region");
            }
            long start = Long.parseUnsignedLong(parts.group(2), 16);
            long end = Long.parseUnsignedLong(parts.group(3), 16);
            regions.add(new Region(regions.size(), parts.group(1).length(), start, end, parts.group(4)));
        }
        return new IoMemory(regions);
    }

    boolean hasAddresses() {
        return regions.stream().anyMatch(region -> region.end() != 0);
    }

    List<Region> framebuffers() {
        return regions.stream()
                .filter(region -> FRAMEBUFFER.matcher(region.name()).matches())
                .toList();
    }

    /** Returns the PCI function with the region: by the addresses, which have no limit of depth, or by the indentation if hidden. */
    Optional<PciAddress> functionOf(Region region) {
        return hasAddresses() ? byAddress(region) : byIndentation(region);
    }

    private Optional<PciAddress> byAddress(Region region) {
        return regions.stream()
                .filter(other -> other.contains(region))
                .flatMap(other -> SysfsNames.address(other.name()).stream())
                .findFirst();
    }

    private Optional<PciAddress> byIndentation(Region region) {
        int depth = region.depth();
        for (int line = region.line() - 1; line >= 0 && depth > 0; line--) {
            Region above = regions.get(line);
            if (above.depth() < depth) {
                depth = above.depth();
                Optional<PciAddress> function = SysfsNames.address(above.name());
                if (function.isPresent()) {
                    return function;
                }
            }
        }
        return Optional.empty();
    }
}
