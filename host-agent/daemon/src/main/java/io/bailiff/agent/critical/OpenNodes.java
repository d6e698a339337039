// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.SysfsNames;
import io.bailiff.agent.process.DeviceNodes;
import io.bailiff.agent.process.OpenFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the functions behind the open device files of processes. Disks and their controllers are left out, since the checks of the
 * storage look at the disks' device files. Device files of vfio are left out, since the search for users of the group looks there.
 */
final class OpenNodes {

    private static final Pattern ELSEWHERE =
            Pattern.compile("/(block|bsg|scsi_generic|scsi_tape|nvme|nvme-generic|vfio-dev)/");

    /** A window of the function's memory, mapped by a driver in user space (Documentation/PCI/sysfs-pci.rst). */
    private static final Pattern WINDOW = Pattern.compile("/sys/devices/.*/resource[0-9]+(_wc)?");

    private static final String COMPUTE = "/virtual/kfd/kfd";
    private static final String COMPUTE_NODE = "/dev/kfd";

    private final DeviceNodes nodes;
    private final UsbNodes usb;
    private final NvidiaNodes nvidia;
    private final DriverFunctions drivers;
    private final List<OpenNode> found = new ArrayList<>();
    private final List<OpenFile> computing = new ArrayList<>();
    private final Set<Long> rendering = new HashSet<>();

    OpenNodes(HostFiles files, DeviceNodes nodes) {
        this.nodes = nodes;
        this.usb = new UsbNodes(files);
        this.drivers = new DriverFunctions(files);
        this.nvidia = new NvidiaNodes(files, nodes, drivers);
    }

    /** Returns true if the device belongs to the checks of the storage or of vfio. */
    static boolean isElsewhere(String device) {
        return ELSEWHERE.matcher(device).find();
    }

    /** Adds the functions of an open file. A file that is no device file adds nothing. */
    void add(OpenFile file) throws HostFileException {
        Optional<String> device = device(file);
        if (isCompute(file, device)) {
            computing.add(file);
        } else if (device.isPresent()) {
            addDevice(file, device.get());
        } else {
            for (List<PciAddress> way : nvidia.ways(file)) {
                found.add(new OpenNode(file, "", way));
            }
        }
    }

    private Optional<String> device(OpenFile file) throws HostFileException {
        if (WINDOW.matcher(file.target()).matches()) {
            return Optional.of(file.target());
        }
        Optional<String> device = nodes.device(file);
        return device.isPresent() ? device : usb.device(file);
    }

    private void addDevice(OpenFile file, String device) {
        List<PciAddress> way = SysfsNames.functions(device);
        if (!way.isEmpty() && !isElsewhere(device)) {
            found.add(new OpenNode(file, device, way));
            if (device.contains("/drm/")) {
                rendering.add(file.pid());
            }
        }
    }

    private static boolean isCompute(OpenFile file, Optional<String> device) {
        return device.map(path -> path.endsWith(COMPUTE)).orElse(file.target().equals(COMPUTE_NODE));
    }

    List<OpenNode> found() {
        return List.copyOf(found);
    }

    /**
     * Returns the functions of processes that compute on GPUs without a render node. {@code /dev/kfd} is a single file for all functions on amdgpu. A process takes a GPU by a render
     * node (kfd_ioctl_acquire_vm), so the render nodes of the process name its GPUs. A process without a render node may still have
     * any of the GPUs, because the render node may be closed afterwards.
     */
    List<OpenNode> computing() throws HostFileException {
        List<OpenNode> all = new ArrayList<>();
        for (OpenFile file : computing) {
            if (!rendering.contains(file.pid())) {
                drivers.ways("amdgpu").forEach(way -> all.add(new OpenNode(file, "", way)));
            }
        }
        return all;
    }
}
