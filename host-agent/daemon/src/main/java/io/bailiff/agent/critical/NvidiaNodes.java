// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.DeviceNumber;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.process.DeviceNodes;
import io.bailiff.agent.process.OpenFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the GPU behind a device file of NVIDIA's own driver, which has no device in sysfs. {@code /dev/nvidia0} has the number 195:0, and
 * {@code /proc/driver/nvidia/gpus/ADDRESS/information} names the minor number of each GPU.
 *
 * <p>{@code nvidiactl} (195:255), {@code nvidia-modeset} (195:254) and {@code nvidia-uvm} are files of the driver and not of a GPU. A
 * process that computes or draws has the file of its GPU open beside them.
 */
final class NvidiaNodes {

    private static final int MAJOR = 195;
    private static final int FIRST_CONTROL_MINOR = 247;
    private static final Pattern GPU = Pattern.compile("/dev/nvidia([0-9]{1,3})");
    private static final Pattern SWITCH = Pattern.compile("/dev/nvidia-nvswitch[0-9]+");
    private static final Pattern MINOR = Pattern.compile("Device Minor:\\s*([0-9]{1,3})");

    static final String GPUS = "/proc/driver/nvidia/gpus/";

    private final HostFiles files;
    private final DeviceNodes nodes;
    private final DriverFunctions drivers;
    private @Nullable Map<Integer, List<PciAddress>> byMinor;
    /** The ways to all functions on the driver. */
    private List<List<PciAddress>> all = List.of();

    NvidiaNodes(HostFiles files, DeviceNodes nodes, DriverFunctions drivers) {
        this.files = files;
        this.nodes = nodes;
        this.drivers = drivers;
    }

    /**
     * Returns the ways to the functions of the open file: one for a GPU with a known minor number. For an unknown minor number, and for
     * an NVSwitch, the ways to all functions on the driver. Empty for any other file.
     */
    List<List<PciAddress>> ways(OpenFile file) throws HostFileException {
        if (SWITCH.matcher(file.target()).matches()) {
            return drivers.ways("nvidia-nvswitch");
        }
        Map<Integer, List<PciAddress>> known = gpus();
        Optional<Integer> minor = known.isEmpty() && all.isEmpty() ? Optional.empty() : minor(file);
        if (minor.isEmpty()) {
            return List.of();
        }
        List<PciAddress> way = known.get(minor.get());
        return way == null ? all : List.of(way);
    }

    private Optional<Integer> minor(OpenFile file) throws HostFileException {
        Optional<DeviceNumber> number = nodes.number(file);
        if (number.isPresent()) {
            return number.filter(one -> one.type() == DeviceNumber.Type.CHARACTER && one.major() == MAJOR)
                    .map(DeviceNumber::minor)
                    .filter(minor -> minor < FIRST_CONTROL_MINOR);
        }
        Matcher name = GPU.matcher(file.target());
        return name.matches() ? Optional.of(Integer.parseInt(name.group(1))) : Optional.empty();
    }

    private Map<Integer, List<PciAddress>> gpus() throws HostFileException {
        if (byMinor == null) {
            all = drivers.ways("nvidia");
            byMinor = readGpus();
        }
        return byMinor;
    }

    private Map<Integer, List<PciAddress>> readGpus() throws HostFileException {
        Map<Integer, List<PciAddress>> found = new HashMap<>();
        for (String address : addresses(files)) {
            Optional<List<PciAddress>> way = drivers.way(address);
            Matcher minor = MINOR.matcher(files.read(GPUS + address + "/information"));
            if (minor.find() && way.isPresent()) {
                found.put(Integer.parseInt(minor.group(1)), way.get());
            }
        }
        return found;
    }

    /** Returns the addresses of the GPUs on the driver, as the driver spells them. */
    static List<String> addresses(HostFiles files) throws HostFileException {
        try {
            return files.list(GPUS);
        } catch (HostFileException failure) {
            // Without NVIDIA's driver, or with another driver for major number 195, there is no such directory.
            if (failure.error() == HostError.NO_ENTRY) {
                return List.of();
            }
            throw failure;
        }
    }
}
