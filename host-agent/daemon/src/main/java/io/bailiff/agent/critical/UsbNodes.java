// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostDirectories;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.process.OpenFile;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds USB devices by the names of their device files, {@code /dev/bus/usb/BUS/DEVICE}. Needed where no device number is available, for
 * example in a copied tree: USB devices are in no class.
 */
final class UsbNodes {

    private static final Pattern NODE = Pattern.compile("/dev/bus/usb/([0-9]{3})/([0-9]{3})");
    private static final String DEVICES = "/sys/bus/usb/devices/";

    private final HostFiles files;
    private @Nullable Map<String, String> byNumbers;

    UsbNodes(HostFiles files) {
        this.files = files;
    }

    /** Returns the directory of the device in {@code /sys/devices}; empty if the file is no USB device file, or has no device. */
    Optional<String> device(OpenFile file) throws HostFileException {
        Matcher node = NODE.matcher(file.target());
        if (!node.matches()) {
            return Optional.empty();
        }
        if (byNumbers == null) {
            byNumbers = read();
        }
        return Optional.ofNullable(
                byNumbers.get(Integer.parseInt(node.group(1)) + "/" + Integer.parseInt(node.group(2))));
    }

    private Map<String, String> read() throws HostFileException {
        Map<String, String> found = new HashMap<>();
        // A kernel without USB has no such directory.
        for (String name : HostDirectories.listIfPresent(files, DEVICES)) {
            Optional<String> path = files.realPath(DEVICES + name);
            // An interface of a device ({@code 1-1:1.0}) has no number.
            if (path.isPresent() && files.exists(path.get() + "/devnum")) {
                found.put(files.read(path.get() + "/busnum") + "/" + files.read(path.get() + "/devnum"), path.get());
            }
        }
        return found;
    }
}
