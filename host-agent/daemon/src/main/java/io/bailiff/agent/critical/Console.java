// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the display with the host's console, if the host has no other console. A host with a serial console beside the
 * display can spare the display.
 */
final class Console implements HostCheck {

    private static final String ACTIVE = "/sys/class/tty/console/active";
    private static final String SCREEN = "tty0";
    private static final String DISPLAY_CLASS = "0x03";

    private final HostFiles files;

    Console(HostFiles files) {
        this.files = files;
    }

    @Override
    public void addTo(Findings findings) {
        try {
            List<String> consoles = List.of(files.read(ACTIVE).split("\\s+"));
            if (consoles.equals(List.of(SCREEN))) {
                onScreen(displays(), findings);
            }
        } catch (HostFileException failure) {
            findings.unknown(UnknownScope.DISPLAY, "Cannot read the consoles of the host: " + failure.getMessage());
        }
    }

    private void onScreen(List<Display> displays, Findings findings) {
        Optional<Display> first =
                displays.stream().filter(Display::isBootDisplay).findFirst();
        if (displays.size() == 1) {
            need(displays.get(0), "is the only display of the host and shows the host's only console", findings);
        } else if (first.isPresent()) {
            need(first.get(), "is the boot display of the host and shows the host's only console", findings);
        } else if (!displays.isEmpty()) {
            findings.unknown(UnknownScope.DISPLAY, "Cannot determine the display of the host's only console");
        }
    }

    private static void need(Display display, String why, Findings findings) {
        findings.need(display.address(), Code.CONSOLE, display.address() + " " + why, ACTIVE);
    }

    private List<Display> displays() throws HostFileException {
        List<Display> found = new ArrayList<>();
        for (String name : files.list(PciBus.DEVICES)) {
            String directory = PciBus.DEVICES + name;
            // A function without this file has gone away meanwhile, and the group of the function reports the problem.
            if (files.exists(directory + "/class")
                    && files.read(directory + "/class").startsWith(DISPLAY_CLASS)) {
                boolean boot = files.exists(directory + "/boot_vga")
                        && files.read(directory + "/boot_vga").equals("1");
                found.add(new Display(PciAddress.parse(name), boot));
            }
        }
        return found;
    }

    private record Display(PciAddress address, boolean isBootDisplay) {}
}
