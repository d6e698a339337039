// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.process;

import io.bailiff.agent.host.DeviceNumber;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the device in sysfs behind an open device file. The number of the device decides, because a process may have a device file of
 * any name. On a host without device numbers, for example a copied tree, the name of the file in a {@code /dev} directory decides.
 *
 * <p>Each open file is looked at once: several checks share an instance for one survey of the host.
 *
 * <p>A driver that creates device files without a device in sysfs (nvidia) is not found here.
 */
public final class DeviceNodes {

    private static final String CLASSES = "/sys/class/";

    private final HostFiles host;
    private final Map<DeviceNumber, Optional<String>> known = new HashMap<>();
    private final Map<OpenFile, Optional<String>> answered = new HashMap<>();
    private final Map<OpenFile, Optional<DeviceNumber>> numbers = new HashMap<>();
    private Map<String, String> byName = Map.of();

    public DeviceNodes(HostFiles host) {
        this.host = host;
    }

    /** Returns the directory of the device in {@code /sys/devices}; empty if the file is no device file, or has no device in sysfs. */
    public Optional<String> device(OpenFile file) throws HostFileException {
        if (!file.hasPath()) {
            return Optional.empty();
        }
        Optional<String> device = answered.get(file);
        if (device == null) {
            device = read(file);
            answered.put(file, device);
        }
        return device;
    }

    /** Returns the number of an open device file; empty for any other file, and on a host without device numbers. */
    public Optional<DeviceNumber> number(OpenFile file) throws HostFileException {
        Optional<DeviceNumber> number = numbers.get(file);
        if (number == null) {
            number = host.deviceNumber(file.descriptor());
            numbers.put(file, number);
        }
        return number;
    }

    private Optional<String> read(OpenFile file) throws HostFileException {
        Optional<DeviceNumber> number = number(file);
        if (number.isPresent()) {
            return device(number.get());
        }
        return file.target().startsWith("/dev/") ? deviceNamed(file.name()) : Optional.empty();
    }

    private Optional<String> device(DeviceNumber number) throws HostFileException {
        Optional<String> device = known.get(number);
        if (device == null) {
            device = host.realPath(number.link());
            known.put(number, device);
        }
        return device;
    }

    private Optional<String> deviceNamed(String name) throws HostFileException {
        if (byName.isEmpty()) {
            byName = names();
        }
        return Optional.ofNullable(byName.get(name));
    }

    /** Returns the devices of all classes by name. */
    private Map<String, String> names() throws HostFileException {
        Map<String, String> devices = new HashMap<>();
        for (String type : listOrNone(CLASSES)) {
            for (String name : listOrNone(CLASSES + type)) {
                host.realPath(CLASSES + type + "/" + name).ifPresent(path -> devices.putIfAbsent(name, path));
            }
        }
        return devices;
    }

    private List<String> listOrNone(String directory) throws HostFileException {
        try {
            return host.list(directory);
        } catch (HostFileException failure) {
            // Some entries of a class are files, and a host without a class has no directory for it.
            if (failure.error() == HostError.NO_ENTRY || failure.error() == HostError.OTHER) {
                return List.of();
            }
            throw failure;
        }
    }
}
