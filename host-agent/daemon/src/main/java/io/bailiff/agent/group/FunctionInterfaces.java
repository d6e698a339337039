// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostDirectories;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the network interfaces of a PCI function. */
final class FunctionInterfaces {

    static final String INTERFACES = "/sys/class/net/";

    /** Devices below a function with interfaces of their own: virtio NICs, USB NICs, Wi-Fi cards behind a Broadcom bus. */
    private static final Pattern CHILD_BUS = Pattern.compile("(virtio|usb|ssb|bcma)[0-9].*");

    private static final Pattern PCI_DEVICE =
            Pattern.compile(".*/[0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\\.[0-7](/.*)?");

    private final HostFiles files;

    FunctionInterfaces(HostFiles files) {
        this.files = files;
    }

    /** Returns the names of the function's interfaces in the agent's network namespace, sorted. */
    List<String> of(PciAddress address) throws HostFileException {
        String directory = PciBus.DEVICES + address;
        List<String> own = HostDirectories.listIfPresent(files, directory + "/net");
        return own.isEmpty() && hasChildBus(directory) ? below(directory) : own;
    }

    private boolean hasChildBus(String directory) throws HostFileException {
        return HostDirectories.listIfPresent(files, directory).stream()
                .anyMatch(name -> CHILD_BUS.matcher(name).matches());
    }

    private List<String> below(String directory) throws HostFileException {
        Optional<String> function = files.realPath(directory);
        List<String> names = new ArrayList<>();
        for (String name : HostDirectories.listIfPresent(files, INTERFACES)) {
            Optional<String> path = files.realPath(INTERFACES + name);
            if (path.isPresent() && function.isPresent() && isBelow(path.get(), function.get())) {
                names.add(name);
            }
        }
        return names;
    }

    private static boolean isBelow(String path, String function) {
        return path.startsWith(function + "/")
                && !PCI_DEVICE.matcher(path.substring(function.length())).matches();
    }
}
