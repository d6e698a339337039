// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.SysfsNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the functions below a console other than the screen: a port of a serial card or of Serial-over-LAN, a USB serial adapter, a
 * virtio console. Ports of the board ({@code ttyS0}, {@code ttyAMA0}) and hypervisor consoles are not on PCI.
 */
final class SerialConsole {

    /** The class of communication controllers, serial ports included. */
    static final String SERIAL_CLASS = "0x07";

    private static final String TERMINALS = "/sys/class/tty/";
    private static final String VIRTIO_PORTS = "/sys/class/virtio-ports/";

    private SerialConsole() {}

    /** Returns the functions that the console goes through, or may go through. */
    static List<PciAddress> functions(HostFiles files, String name) throws HostFileException {
        Optional<String> path = files.realPath(TERMINALS + name);
        if (path.isPresent() && !SysfsNames.isVirtual(path.get())) {
            return SysfsNames.functions(path.get());
        }
        if (name.startsWith("hvc")) {
            return virtioPorts(files);
        }
        // A running kernel shows the terminal of each active console. Without the terminal, the console may be on any
        // serial function.
        return path.isEmpty() ? PciClass.functions(files, SERIAL_CLASS) : List.of();
    }

    /** Returns the functions with virtio ports: sysfs does not link the terminal of a virtio console to its function. */
    private static List<PciAddress> virtioPorts(HostFiles files) throws HostFileException {
        List<PciAddress> functions = new ArrayList<>();
        try {
            for (String port : files.list(VIRTIO_PORTS)) {
                files.realPath(VIRTIO_PORTS + port).map(SysfsNames::functions).ifPresent(functions::addAll);
            }
        } catch (HostFileException failure) {
            // Without virtio ports, the console belongs to the firmware or the hypervisor.
            if (failure.error() != HostError.NO_ENTRY) {
                throw failure;
            }
        }
        return functions;
    }
}
