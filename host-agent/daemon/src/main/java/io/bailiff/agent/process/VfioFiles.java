// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.process;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostDirectories;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognizes the files of vfio among the open files of processes. The number of a device file decides, because a process may have the
 * file under any name. A file without a device in sysfs is recognized by name: from Linux 6.6 on the kernel removes device and file
 * while an unbind still waits for the user of the function (vfio_unregister_group_dev). The link then ends with "(deleted)", and
 * the function is still in use.
 */
public final class VfioFiles {

    /** The name of a device's file that a process has got through the file of a group (vfio_device_open_file in drivers/vfio). */
    private static final String ANONYMOUS = "anon_inode:[vfio-device]";

    // The process's own mount namespace spells the path, so only the end of the path counts. A host without an IOMMU
    // has groups
    // "noiommu-N" of the same numbers, and from 7.3 on devices "noiommu-vfioN" (vfio_create_group, vfio_init_device).
    private static final Pattern GROUP = Pattern.compile(".*/vfio/(?:noiommu-)?([0-9]{1,9})(?: \\(deleted\\))?");
    private static final Pattern DEVICE = Pattern.compile(".*/vfio/devices/((?:noiommu-)?vfio[0-9]+)( \\(deleted\\))?");

    private static final Pattern DEVICE_IN_SYSFS =
            Pattern.compile("(/sys/devices/.+)/vfio-dev/(?:noiommu-)?vfio[0-9]+");
    private static final Pattern PCI_ADDRESS = Pattern.compile("[0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\\.[0-7]");

    /** The line of {@code fdinfo} with the device's directory in sysfs, from Linux 6.18 on (vfio_device_show_fdinfo). */
    private static final String SYSFS_PATH = "vfio-device-syspath:";

    private final HostFiles host;
    private final DeviceNodes nodes;
    private Optional<Map<String, PciAddress>> functions = Optional.empty();

    public VfioFiles(HostFiles host) {
        this(host, new DeviceNodes(host));
    }

    public VfioFiles(HostFiles host, DeviceNodes nodes) {
        this.host = host;
        this.nodes = nodes;
    }

    /**
     * Returns the vfio file that a process has open; empty for any other file. {@code /dev/vfio/vfio} and {@code /dev/iommu} are
     * about no device. Empty also for a file that the process has closed meanwhile.
     */
    public Optional<VfioFile> of(OpenFile file) throws HostFileException {
        Optional<VfioFile> numbered = file.hasPath() ? device(file).flatMap(VfioFiles::inSysfs) : Optional.empty();
        return numbered.isPresent() ? numbered : named(file);
    }

    /**
     * Returns the vfio file like {@link #of}, but without the number of the file, so that a device file of an unusual name is not
     * found. Most open files then cost no system call.
     */
    public Optional<VfioFile> named(OpenFile file) throws HostFileException {
        if (file.target().equals(ANONYMOUS)) {
            return anonymous(file);
        }
        Optional<VfioFile> group = group(file.target());
        return group.isPresent() ? group : removable(file.target(), fdinfo(file));
    }

    /** Returns the vfio file that a process has mapped, by the path in {@code /proc/PID/maps}; empty for any other file. */
    Optional<VfioFile> mapped(String path) throws HostFileException {
        return path.equals(ANONYMOUS) ? Optional.of(new VfioFile.Unidentified(true)) : removable(path, Optional::empty);
    }

    private Optional<VfioFile> anonymous(OpenFile file) throws HostFileException {
        Optional<VfioFile> named = fdinfo(file).read();
        if (named.isPresent()) {
            return named;
        }
        boolean stillOpen =
                host.readLink(file.descriptor()).filter(file.target()::equals).isPresent();
        return stillOpen ? Optional.of(new VfioFile.Unidentified(true)) : Optional.empty();
    }

    /**
     * Returns the device of an open device file. A file of a file system in user space can refuse even root
     * (fuse_allow_current_process). Such a file is no device file, because only root can mount a file system with device files.
     */
    private Optional<String> device(OpenFile file) {
        try {
            return nodes.device(file);
        } catch (HostFileException refused) {
            return Optional.empty();
        }
    }

    /** Returns the vfio file by the directory of the file's device: {@code /sys/devices/virtual/vfio/12}. */
    private static Optional<VfioFile> inSysfs(String device) {
        Matcher function = DEVICE_IN_SYSFS.matcher(device);
        return function.matches() ? Optional.of(ofDevice(function.group(1))) : group(device);
    }

    private static Optional<VfioFile> group(String path) {
        Matcher group = GROUP.matcher(path);
        return group.matches() ? Optional.of(new VfioFile.OfGroup(Integer.parseInt(group.group(1)))) : Optional.empty();
    }

    private static VfioFile ofDevice(String directory) {
        String name = directory.substring(directory.lastIndexOf('/') + 1);
        return PCI_ADDRESS.matcher(name).matches()
                ? new VfioFile.OfFunction(PciAddress.parse(name))
                : new VfioFile.OfOtherDevice();
    }

    /** Returns the file of {@code /dev/vfio/devices} by name. The name of a removed file may be the name of another device by now. */
    private Optional<VfioFile> removable(String path, DeviceInfo info) throws HostFileException {
        Matcher device = DEVICE.matcher(path);
        if (!device.matches()) {
            return Optional.empty();
        }
        Optional<VfioFile> known = device.group(2) == null ? deviceNamed(device.group(1)) : Optional.empty();
        return Optional.of(known.isPresent() ? known.get() : info.read().orElse(new VfioFile.Unidentified(false)));
    }

    private Optional<VfioFile> deviceNamed(String name) throws HostFileException {
        Optional<VfioFile> inClass =
                host.realPath("/sys/class/vfio-dev/" + name).flatMap(VfioFiles::inSysfs);
        return inClass.isPresent()
                ? inClass
                : Optional.ofNullable(functions().get(name)).map(VfioFile.OfFunction::new);
    }

    /** Returns the functions by the names of their vfio devices. */
    private Map<String, PciAddress> functions() throws HostFileException {
        if (functions.isEmpty()) {
            Map<String, PciAddress> found = new HashMap<>();
            for (String address : HostDirectories.listIfPresent(host, "/sys/bus/pci/devices")) {
                // A function on a host driver, and any function before Linux 6.1, has no vfio device in sysfs.
                for (String name : HostDirectories.listIfPresent(host, PciBus.DEVICES + address + "/vfio-dev")) {
                    found.put(name, PciAddress.parse(address));
                }
            }
            functions = Optional.of(found);
        }
        return functions.get();
    }

    private DeviceInfo fdinfo(OpenFile file) {
        return () -> {
            int at = file.descriptor().lastIndexOf("/fd/");
            return readInfo(file.descriptor().substring(0, at) + "/fdinfo"
                    + file.descriptor().substring(at + "/fd".length()));
        };
    }

    private Optional<VfioFile> readInfo(String path) throws HostFileException {
        try {
            return host.read(path)
                    .lines()
                    .filter(line -> line.startsWith(SYSFS_PATH))
                    .map(line -> ofDevice(line.substring(SYSFS_PATH.length()).strip()))
                    .findFirst();
        } catch (HostFileException failure) {
            // The process has closed the file.
            if (failure.error() == HostError.NO_ENTRY) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /** Reads the device of an open file from {@code fdinfo}; empty if the kernel does not show the device. */
    private interface DeviceInfo {
        Optional<VfioFile> read() throws HostFileException;
    }
}
