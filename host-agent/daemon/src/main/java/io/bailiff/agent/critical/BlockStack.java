// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.SysfsNames;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows a block device down to the underlying devices: through partitions, device-mapper (LVM, dm-crypt, multipath),
 * MD, loop devices, native NVMe multipath, and network disks.
 */
final class BlockStack {

    static final String BY_NAME = "/sys/class/block/";
    static final String BY_NUMBER = "/sys/dev/block/";

    private static final Pattern NVME_SUBSYSTEM = Pattern.compile("(/sys/devices/virtual/nvme-subsystem/[^/]+)/.*");
    private static final Pattern NVME_FABRICS = Pattern.compile("(/sys/devices/virtual/nvme-fabrics/ctl/[^/]+)/.*");
    private static final Pattern NVME_CONTROLLER = Pattern.compile("nvme[0-9]+");
    private static final Pattern ISCSI_SESSION = Pattern.compile(".*/session([0-9]+)/.*");
    private static final Pattern SOFTWARE_FCOE = Pattern.compile("/sys/devices/virtual/net/([^/]+)/.*");
    private static final Pattern IN_MEMORY = Pattern.compile("(zram|ram|nullb)[0-9]+");
    /**
     * Devices whose data is on other machines. A program serves nbd and ublk, and the files of the program are checked as open files.
     * A DRBD device lists its own disk as a lower device ({@code bd_link_disk_holder} in drivers/block/drbd/drbd_nl.c): without a
     * lower device, DRBD has the data on other machines only.
     */
    private static final Pattern OVER_NETWORK = Pattern.compile("(nbd|rbd|drbd|ublkb|rnbd)[0-9]+|etherd[!/].*");
    /** A volume of ZFS. {@link ZfsPools} reports the disks of every imported pool. */
    private static final Pattern ZFS_VOLUME = Pattern.compile("zd[0-9]+");

    private final HostFiles files;
    private final BlockNames names;
    private final Mounts mounts;
    private final RemoteStorage remote;

    BlockStack(HostFiles files, Mounts mounts, RemoteStorage remote) {
        this.files = files;
        this.names = new BlockNames(files);
        this.mounts = mounts;
        this.remote = remote;
    }

    /** @param device the device number, {@code major:minor} */
    void underNumber(String device, DependencySink sink) {
        new Walk(sink).down(BY_NUMBER + device, "");
    }

    /** @param path a file in {@code /dev}, or a link to such a file */
    void underFile(String path, DependencySink sink) {
        try {
            new Walk(sink).down(BY_NAME + name(files.realPath(path).orElse(path)), "");
        } catch (HostFileException failure) {
            sink.unknown(
                    UnknownScope.DISKS, "Cannot determine the block device of " + path + ": " + failure.getMessage());
        }
    }

    /**
     * Follows the block device with this directory.
     *
     * @param directory the real path of the device in {@code /sys/devices}
     */
    void underDirectory(String directory, DependencySink sink) {
        new Walk(sink).down(directory, "");
    }

    /** A single search. A device below several other devices is visited once. */
    private final class Walk {

        private final DependencySink sink;
        private final Set<String> seen = new HashSet<>();

        Walk(DependencySink sink) {
            this.sink = sink;
        }

        /** @param above the devices on top, for the chain: {@code , used by LVM volume vg0-root} */
        void down(String link, String above) {
            try {
                Optional<String> directory = files.realPath(link);
                if (directory.isEmpty()) {
                    sink.unknown(UnknownScope.STORAGE, "The block device " + SysfsNames.last(link) + " does not exist");
                } else if (seen.add(directory.get())) {
                    at(directory.get(), names.label(directory.get()) + above);
                }
            } catch (HostFileException failure) {
                sink.unknown(UnknownScope.ANY_STORAGE, "Cannot read the devices below a disk: " + failure.getMessage());
            }
        }

        private void at(String directory, String chain) throws HostFileException {
            Matcher subsystem = NVME_SUBSYSTEM.matcher(directory);
            Matcher fabrics = NVME_FABRICS.matcher(directory);
            Matcher fcoe = SOFTWARE_FCOE.matcher(directory);
            if (subsystem.matches()) {
                nvmeSubsystem(subsystem.group(1), chain);
            } else if (fabrics.matches()) {
                remote.nvmeController(fabrics.group(1), chain, sink);
            } else if (fcoe.matches()) {
                remote.onInterface(fcoe.group(1), chain, sink);
            } else if (SysfsNames.isVirtual(directory)) {
                madeOfOthers(whole(directory), chain);
            } else {
                hardware(directory, chain);
            }
        }

        private void hardware(String directory, String chain) {
            Matcher session = ISCSI_SESSION.matcher(directory);
            if (SysfsNames.functions(directory).isEmpty() && session.matches()) {
                remote.iscsiSession(session.group(1), chain, sink);
            } else {
                sink.found(directory, chain);
            }
        }

        /** Reports every controller of the subsystem: with native multipath each controller is a path to the disk. */
        private void nvmeSubsystem(String subsystem, String chain) throws HostFileException {
            List<String> controllers = files.list(subsystem).stream()
                    .filter(name -> NVME_CONTROLLER.matcher(name).matches())
                    .toList();
            for (String name : controllers) {
                String controller = files.realPath(subsystem + "/" + name).orElse("");
                if (controller.startsWith("/sys/devices/virtual/")) {
                    remote.nvmeController(controller, chain, sink);
                } else {
                    sink.found(controller, chain);
                }
            }
            if (controllers.isEmpty()) {
                sink.unknown(UnknownScope.ANY_STORAGE, "Cannot find an NVMe controller of " + chain);
            }
        }

        private void madeOfOthers(String directory, String chain) throws HostFileException {
            List<String> lower = lower(directory);
            for (String name : lower) {
                down(directory + "/slaves/" + name, ", used by " + chain);
            }
            Optional<String> file = backingFile(directory);
            if (file.isPresent()) {
                file(file.get(), chain);
            } else if (lower.isEmpty()) {
                withoutLower(SysfsNames.last(directory), chain);
            }
        }

        private void withoutLower(String name, String chain) {
            if (name.startsWith("rbd")) {
                remote.rbd(name, chain, sink);
            } else if (OVER_NETWORK.matcher(name).matches()) {
                sink.unknown(UnknownScope.NETWORK, "Cannot determine the network route to " + chain);
            } else if (!IN_MEMORY.matcher(name).matches()
                    && !ZFS_VOLUME.matcher(name).matches()) {
                sink.unknown(UnknownScope.DISKS, "Cannot determine the disks of " + chain);
            }
        }

        private List<String> lower(String directory) throws HostFileException {
            return files.exists(directory + "/slaves") ? files.list(directory + "/slaves") : List.of();
        }

        private void file(String path, String chain) throws HostFileException {
            if (path.startsWith("/dev/")) {
                down(BY_NAME + name(path), ", used by " + chain);
                return;
            }
            // For a file system without a disk, FileSystems checks the mount.
            Optional<Mount> mount = mounts.holding(path);
            if (mount.isEmpty()) {
                sink.unknown(
                        UnknownScope.ANY_STORAGE,
                        "Cannot find the mounted file system of the file " + path + ", used by " + chain);
            } else if (mount.get().isOnBlockDevice()) {
                down(BY_NUMBER + mount.get().device(), ", with file " + path + ", used by " + chain);
            }
        }
    }

    /** Returns the file below a loop device, or the writeback disk of a zram device; empty for any other device. */
    Optional<String> backingFile(String directory) throws HostFileException {
        for (String attribute : List.of("/loop/backing_file", "/backing_dev")) {
            if (files.exists(directory + attribute)) {
                return Optional.of(files.read(directory + attribute)).filter(text -> !text.equals("none"));
            }
        }
        return Optional.empty();
    }

    /** Returns the name in sysfs. A slash in the name of a device ({@code /dev/cciss/c0d0}) is an exclamation mark in sysfs. */
    private String name(String path) throws HostFileException {
        String whole = path.replaceFirst("^/dev/", "").replace('/', '!');
        return files.exists(BY_NAME + whole) ? whole : SysfsNames.last(path);
    }

    /** Returns the directory of the whole disk for a partition, and the same directory for any other device. */
    private String whole(String directory) throws HostFileException {
        return files.exists(directory + "/partition") ? directory.substring(0, directory.lastIndexOf('/')) : directory;
    }

    /** Reports the functions below every disk, for an unknown that may be about any disk. A device of size 0 has no data. */
    void allDisks(BlockDevices devices, DependencySink sink) throws HostFileException {
        for (BlockDevice device : devices.all()) {
            String size = device.directory() + "/size";
            if (!files.exists(size) || !files.read(size).equals("0")) {
                underDirectory(device.directory(), sink);
            }
        }
    }
}
