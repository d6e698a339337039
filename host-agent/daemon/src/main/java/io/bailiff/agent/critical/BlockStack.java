// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
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
    private static final Pattern IN_MEMORY = Pattern.compile("(zram|ram)[0-9]+");
    private static final Pattern OVER_NETWORK = Pattern.compile("(nbd|rbd|drbd)[0-9]+.*");

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
            String name = PciPath.lastName(files.realPath(path).orElse(path));
            new Walk(sink).down(BY_NAME + name, "");
        } catch (HostFileException failure) {
            sink.unknown(
                    UnknownScope.STORAGE, "Cannot determine the block device of " + path + ": " + failure.getMessage());
        }
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
                    sink.unknown(
                            UnknownScope.STORAGE, "The block device " + PciPath.lastName(link) + " does not exist");
                } else if (seen.add(directory.get())) {
                    at(directory.get(), names.label(directory.get()) + above);
                }
            } catch (HostFileException failure) {
                sink.unknown(UnknownScope.STORAGE, "Cannot read the devices below a disk: " + failure.getMessage());
            }
        }

        private void at(String directory, String chain) throws HostFileException {
            Matcher subsystem = NVME_SUBSYSTEM.matcher(directory);
            Matcher fabrics = NVME_FABRICS.matcher(directory);
            if (subsystem.matches()) {
                nvmeSubsystem(subsystem.group(1), chain);
            } else if (fabrics.matches()) {
                remote.nvmeController(fabrics.group(1), chain, sink);
            } else if (PciPath.isVirtual(directory)) {
                madeOfOthers(whole(directory), chain);
            } else {
                hardware(directory, chain);
            }
        }

        private void hardware(String directory, String chain) {
            Matcher session = ISCSI_SESSION.matcher(directory);
            if (PciPath.functions(directory).isEmpty() && session.matches()) {
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
                sink.unknown(UnknownScope.STORAGE, "Cannot find an NVMe controller of " + chain);
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
            } else if (lower.isEmpty() && !isInMemory(directory)) {
                sink.unknown(UnknownScope.STORAGE, "Cannot determine the disks of " + chain);
                if (OVER_NETWORK.matcher(PciPath.lastName(directory)).matches()) {
                    sink.unknown(UnknownScope.NETWORK, "Cannot determine the network route to " + chain);
                }
            }
        }

        private List<String> lower(String directory) throws HostFileException {
            return files.exists(directory + "/slaves") ? files.list(directory + "/slaves") : List.of();
        }

        /** Returns the file of a loop device, or the writeback disk of a zram device. */
        private Optional<String> backingFile(String directory) throws HostFileException {
            for (String attribute : List.of("/loop/backing_file", "/backing_dev")) {
                if (files.exists(directory + attribute)) {
                    return Optional.of(files.read(directory + attribute)).filter(text -> !text.equals("none"));
                }
            }
            return Optional.empty();
        }

        private void file(String path, String chain) {
            if (path.startsWith("/dev/")) {
                down(BY_NAME + PciPath.lastName(path), ", used by " + chain);
                return;
            }
            // For a file system without a disk, FileSystems checks the mount.
            Optional<Mount> mount = mounts.holding(path);
            if (mount.isEmpty()) {
                sink.unknown(
                        UnknownScope.STORAGE,
                        "Cannot find the mounted file system of the file " + path + ", used by " + chain);
            } else if (mount.get().isOnBlockDevice()) {
                down(BY_NUMBER + mount.get().device(), ", with file " + path + ", used by " + chain);
            }
        }

        private boolean isInMemory(String directory) {
            return IN_MEMORY.matcher(PciPath.lastName(directory)).matches();
        }
    }

    /** Returns the directory of the whole disk for a partition, and the same directory for any other device. */
    private String whole(String directory) throws HostFileException {
        return files.exists(directory + "/partition") ? directory.substring(0, directory.lastIndexOf('/')) : directory;
    }

    /** Reports the functions below every disk, for an unknown that may be about any disk. */
    void allDisks(DependencySink sink) throws HostFileException {
        try {
            for (String name : files.list(BY_NAME)) {
                files.realPath(BY_NAME + name).ifPresent(path -> sink.found(path, name));
            }
        } catch (HostFileException failure) {
            if (failure.error() != HostError.NO_ENTRY) {
                throw failure;
            }
            // The kernel was built without block devices.
        }
    }
}
