// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.pci;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The state of the PCI Express link of a function: {@code current_link_speed} and {@code current_link_width}
 * (current_link_speed_show in drivers/pci/pci-sysfs.c).
 *
 * @param speed the speed in GT/s
 * @param width the number of lanes
 */
public record LinkState(double speed, int width) {

    /** {@code 8.0 GT/s PCIe}; {@code Unknown} without a trained link. */
    private static final Pattern SPEED = Pattern.compile("([0-9]{1,3}(?:\\.[0-9])?) GT/s.*");

    private static final Pattern WIDTH = Pattern.compile("[1-9][0-9]?");

    /** Reads the link. Empty for a function without a link of its own (conventional PCI, virtual functions), and if unreadable. */
    public static Optional<LinkState> read(HostFiles files, PciAddress address) {
        String directory = PciBus.DEVICES + address;
        try {
            Matcher speed = SPEED.matcher(files.read(directory + "/current_link_speed"));
            String width = files.read(directory + "/current_link_width");
            return speed.matches() && WIDTH.matcher(width).matches()
                    ? Optional.of(new LinkState(Double.parseDouble(speed.group(1)), Integer.parseInt(width)))
                    : Optional.empty();
        } catch (HostFileException noLink) {
            return Optional.empty();
        }
    }

    /** Returns true if the link is slower or narrower than the other link. */
    public boolean isBelow(LinkState other) {
        return speed < other.speed || width < other.width;
    }

    /** Returns the link as lspci writes a link: {@code 8.0 GT/s x16}. */
    @Override
    public String toString() {
        return speed + " GT/s x" + width;
    }
}
