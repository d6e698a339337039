// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.dependents.DependentDevice;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.process.DeviceNodes;
import io.bailiff.agent.process.HostReading;
import io.bailiff.agent.process.OpenFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds the processes with an open device file of a dependent. The survey shares the reading of the open files. */
final class OpenDependents {

    private static final String UNREADABLE = "the open files of a process are unreadable";

    private static final String ANONYMOUS = "anon_inode:[vfio-device]";
    private static final String DEVICE_PATH = "vfio-device-syspath:";

    private final HostFiles files;
    private final DeviceNodes nodes;
    private final HostReading reading;

    OpenDependents(HostReading reading) {
        this.files = reading.files();
        this.nodes = reading.nodes();
        this.reading = reading;
    }

    /** Adds the processes with a device file of the framebuffer open ({@code /dev/fb0}, or {@code /dev/dri/card0} of simpledrm). */
    void addFramebuffer(DependentDevice framebuffer, List<String> found, List<String> unknowns)
            throws HostFileException {
        Optional<String> directory = files.realPath(framebuffer.path());
        Set<Long> holders = new TreeSet<>();
        for (OpenFile file : reading.openFiles().files()) {
            Optional<String> device = nodes.device(file);
            if (device.isPresent() && directory.isPresent() && device.get().startsWith(directory.get() + "/")) {
                holders.add(file.pid());
            }
        }
        add(holders, found, unknowns);
    }

    /**
     * Adds the processes with a mediated device open, but not through the file of the device's group: through the file of the device,
     * {@code /dev/vfio/devices/vfioX}, or through an anonymous file alone. The process's own mount namespace spells a path, so only the
     * end of the path counts.
     */
    void addMediatedDevice(DependentDevice device, List<String> vfioDevices, List<String> found, List<String> unknowns)
            throws HostFileException {
        Set<Long> named = reading.openFiles().files().stream()
                .filter(file -> file.target().contains("/vfio/"))
                .map(OpenFile::pid)
                .collect(Collectors.toSet());
        Set<Long> holders = new TreeSet<>();
        for (OpenFile file : reading.openFiles().files()) {
            if (file.target().contains("/vfio/devices/") && vfioDevices.contains(file.name())) {
                holders.add(file.pid());
            } else if (file.target().equals(ANONYMOUS) && !named.contains(file.pid())) {
                addAnonymous(file, device, holders, unknowns);
            }
        }
        add(holders, found, unknowns);
    }

    /**
     * Adds the holder of an anonymous file. The kernel names the device of such a file since Linux 6.18 (vfio_device_show_fdinfo). A
     * process with a file of a group or device besides has the anonymous file from there, and that file shows the use.
     */
    private void addAnonymous(OpenFile file, DependentDevice device, Set<Long> holders, List<String> unknowns)
            throws HostFileException {
        Optional<String> path = devicePath(file);
        if (path.isEmpty()) {
            unknowns.add("process " + file.pid() + " has a vfio device open that this kernel does not name");
        } else if (path.equals(files.realPath(device.path()))) {
            holders.add(file.pid());
        }
    }

    private Optional<String> devicePath(OpenFile file) throws HostFileException {
        try {
            return files.read(file.descriptor().replace("/fd/", "/fdinfo/"))
                    .lines()
                    .filter(line -> line.startsWith(DEVICE_PATH))
                    .map(line -> line.substring(DEVICE_PATH.length()).strip())
                    .findFirst();
        } catch (HostFileException failure) {
            // The process has closed the file since the pass over the open files.
            if (failure.error() == HostError.NO_ENTRY) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private void add(Set<Long> pids, List<String> found, List<String> unknowns) throws HostFileException {
        for (long pid : pids) {
            found.add("open in " + command(pid) + " (process " + pid + ")");
        }
        if (pids.isEmpty() && !reading.openFiles().isComplete()) {
            unknowns.add(UNREADABLE);
        }
    }

    private String command(long pid) throws HostFileException {
        try {
            return files.read("/proc/" + pid + "/comm");
        } catch (HostFileException failure) {
            // The process has ended since the pass over the open files.
            if (failure.error() == HostError.NO_ENTRY) {
                return "?";
            }
            throw failure;
        }
    }
}
