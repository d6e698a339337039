// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the consoles of the host, for the check that a group leaves at least one console. A host with a serial console beside the screen
 * can spare the display, and the other way round.
 */
final class Console {

    static final String ACTIVE = "/sys/class/tty/console/active";

    private static final String SCREEN = "tty[0-9]+";
    /** The console that discards all output (drivers/tty/ttynull.c). */
    private static final String NONE = "ttynull[0-9]*";

    private static final String LOSS = "the host has no console for logins, boot messages and panics";

    private final HostFiles files;
    private final NetworkStack interfaces;
    private final Findings findings;

    private Console(HostFiles files, NetworkStack interfaces, Findings findings) {
        this.files = files;
        this.interfaces = interfaces;
        this.findings = findings;
    }

    /** Returns the check of the consoles. An unknown goes to the findings. */
    static GroupCheck read(HostFiles files, NetworkStack interfaces, Findings findings) {
        Console console = new Console(files, interfaces, findings);
        List<Location> consoles;
        try {
            consoles = console.locations();
        } catch (HostFileException failure) {
            findings.unknown(UnknownScope.DISPLAY, "Cannot read the consoles of the host: " + failure.getMessage());
            console.alsoSerialFunctions();
            consoles = List.of();
        }
        return new LastOnes(Code.CONSOLE, LOSS, consoles);
    }

    private List<Location> locations() throws HostFileException {
        List<String> active = Arrays.stream(files.read(ACTIVE).split("\\s+"))
                .filter(name -> !name.isEmpty() && !name.matches(NONE))
                .toList();
        List<String> serial =
                active.stream().filter(name -> !name.matches(SCREEN)).toList();
        List<Location> found = new ArrayList<>();
        for (String name : serial) {
            found.add(new Location("console " + name, SerialConsole.functions(files, name), ACTIVE));
        }
        if (serial.size() < active.size()) {
            found.addAll(screen(serial.isEmpty()));
        }
        // The kernel does not list a netconsole among the active consoles, because a netconsole has no tty
        // (show_cons_active).
        return active.isEmpty() ? new NetConsole(files, interfaces).locations(findings) : found;
    }

    /** Returns the console on the screen. The screen may also be no PCI device: then no function is listed. */
    private List<Location> screen(boolean isOnly) throws HostFileException {
        Displays displays = Displays.read(files);
        boolean isKnown = displays.all().isEmpty() || !displays.boot().isEmpty();
        if (!isKnown && isOnly) {
            findings.unknown(UnknownScope.DISPLAY, "Cannot determine the display of the host's only console");
            return List.of();
        }
        // Beside another console, a group with that console and with any possible display of the screen is refused.
        List<PciAddress> functions = isKnown ? displays.boot() : displays.all();
        return List.of(new Location("the screen with console tty0", functions, ACTIVE));
    }

    /** Extends the unknown about the consoles to serial functions. */
    private void alsoSerialFunctions() {
        try {
            findings.carrier(UnknownScope.DISPLAY, PciClass.functions(files, SerialConsole.SERIAL_CLASS));
        } catch (HostFileException failure) {
            findings.unknown(UnknownScope.ANY, "Cannot read the device classes of the host: " + failure.getMessage());
        }
    }
}
