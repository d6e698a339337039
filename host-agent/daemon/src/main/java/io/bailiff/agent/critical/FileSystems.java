// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.critical.Mounts.Mounted;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.SysfsNames;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the devices below the mounted file systems, by the type of each file system. */
final class FileSystems implements HostCheck {

    /** File system types in the memory of the kernel or of a program. */
    private static final Set<String> ON_NOTHING = Set.of(
            "autofs",
            "binder",
            "binfmt_misc",
            "bpf",
            "cgroup",
            "cgroup2",
            "configfs",
            "cpuset",
            "debugfs",
            "devpts",
            "devtmpfs",
            "efivarfs",
            "functionfs",
            "fuse.gvfsd-fuse",
            "fuse.lxcfs",
            "fuse.portal",
            "fusectl",
            "hugetlbfs",
            "mqueue",
            "nfsd",
            "nsfs",
            "proc",
            "pstore",
            "ramfs",
            "resctrl",
            "rootfs",
            "rpc_pipefs",
            "securityfs",
            "selinuxfs",
            "smackfs",
            "sysfs",
            "tmpfs",
            "tracefs",
            "xenfs");

    /** File system types with folders on other file systems. */
    private static final Set<String> ON_OTHERS =
            Set.of("overlay", "overlayfs", "aufs", "ecryptfs", "unionfs", "shiftfs");

    /** Options that name a further disk of a file system: the log and the real-time part of XFS, the journals of others. */
    private static final List<String> FURTHER_DISKS = List.of("logdev", "rtdev", "jdev", "journal_path");

    private final HostFiles files;
    private final Mounts mounts;
    private final BlockStack blocks;
    private final NetworkPaths network;
    private final SharedFolders shared;

    FileSystems(HostFiles files, Mounts mounts, BlockStack blocks, NetworkPaths network, SharedFolders shared) {
        this.files = files;
        this.mounts = mounts;
        this.blocks = blocks;
        this.network = network;
        this.shared = shared;
    }

    @Override
    public void addTo(Findings findings) {
        for (Mounted mounted : mounts.fileSystems()) {
            addTo(mounted.mount(), findings.neededFor(Code.MOUNTED_FILE_SYSTEM, mounted.purpose(), Mounts.TABLE));
        }
    }

    private void addTo(Mount mount, DependencySink sink) {
        if (mount.isOnBlockDevice()) {
            blocks.underNumber(mount.device(), sink);
            FURTHER_DISKS.stream()
                    .flatMap(option -> mount.values(option).stream())
                    .filter(file -> file.startsWith("/dev/"))
                    .forEach(file -> blocks.underFile(file, sink));
        } else if (ON_OTHERS.contains(mount.type())) {
            layers(mount, sink);
        } else if (!ON_NOTHING.contains(mount.type())) {
            withoutNumber(mount, sink);
        }
    }

    private void withoutNumber(Mount mount, DependencySink sink) {
        switch (mount.type()) {
            case "btrfs" -> btrfs(mount, sink);
            case "zfs" -> {
                // ZfsPools reports the disks of the pool, mounted or not.
            }
            case "9p" -> ninePee(mount, sink);
            case "virtiofs" -> shared.virtiofs(mount.source(), sink);
            default -> byItsSource(mount, sink);
        }
    }

    private void byItsSource(Mount mount, DependencySink sink) {
        if (ServerAddresses.isOnServers(mount)) {
            onAServer(mount, sink);
        } else if (mount.source().startsWith("/dev/") && !mount.source().equals("/dev/fuse")) {
            Stream.of(mount.source().split(":")).forEach(disk -> blocks.underFile(disk, sink));
        } else if (!mount.type().startsWith("fuse")) {
            sink.unknown(
                    UnknownScope.ANY_STORAGE,
                    "Cannot determine the backing device of file system type " + mount.type());
        }
        // Any other FUSE file system belongs to a program, and depends on the open files of that program.
    }

    private void ninePee(Mount mount, DependencySink sink) {
        switch (mount.value("trans").orElse("")) {
            case "virtio" -> shared.ninePee(mount.source(), sink);
            case "tcp", "rdma" -> network.to(mount.source(), ", the route to 9p server " + mount.source(), sink);
            default ->
                sink.unknown(
                        UnknownScope.ANY_STORAGE,
                        "Cannot determine the backing device of 9p file system " + mount.source());
        }
    }

    /** Finds the network path to the servers. */
    private void onAServer(Mount mount, DependencySink sink) {
        List<String> servers = ServerAddresses.of(mount);
        if (servers.isEmpty()) {
            sink.unknown(UnknownScope.NETWORK, "Cannot determine the network interface for " + mount.source());
        }
        for (String server : servers) {
            network.to(server, ", the route to server " + server + " of " + mount.source(), sink);
        }
    }

    /** Finds the disks of a btrfs. A btrfs may be on many disks, and has no block device number of its own. */
    private void btrfs(Mount mount, DependencySink sink) {
        try {
            String name = SysfsNames.last(files.realPath(mount.source()).orElse(mount.source()));
            Optional<List<String>> disks = btrfsDisks(name);
            if (disks.isEmpty()) {
                sink.unknown(UnknownScope.DISKS, "Cannot determine the disks of btrfs " + mount.source());
                return;
            }
            disks.get().forEach(disk -> blocks.underFile("/dev/" + disk, sink));
        } catch (HostFileException failure) {
            sink.unknown(
                    UnknownScope.DISKS,
                    "Cannot read the disks of btrfs " + mount.source() + ": " + failure.getMessage());
        }
    }

    private Optional<List<String>> btrfsDisks(String one) throws HostFileException {
        for (String uuid : files.list("/sys/fs/btrfs")) {
            String directory = "/sys/fs/btrfs/" + uuid + "/devices";
            if (files.exists(directory + "/" + one)) {
                return Optional.of(files.list(directory));
            }
        }
        return Optional.empty();
    }

    /**
     * Reports an unknown for hidden layers of an overlay. The file systems below visible layers are mounted too, and
     * are checked as mounts of their own. A layer is hidden if an initramfs mounted the file system below and covered
     * the mount later.
     *
     * <p>Only absolute paths can be looked up. Container engines use relative paths, but only for visible layers.
     */
    private void layers(Mount overlay, DependencySink sink) {
        List<String> hidden = Stream.of("lowerdir", "lowerdir+", "datadir+", "upperdir", "workdir")
                .flatMap(option -> overlay.values(option).stream())
                .flatMap(layers -> Stream.of(layers.split("(?<!\\\\):+")))
                .filter(layer -> layer.startsWith("/"))
                .filter(layer -> isHidden(layer, overlay))
                .distinct()
                .toList();
        if (!hidden.isEmpty()) {
            sink.unknown(
                    UnknownScope.ANY_STORAGE,
                    "Cannot determine the file systems of the overlay layers " + String.join(", ", hidden));
        }
    }

    private boolean isHidden(String layer, Mount overlay) {
        return mounts.holdingLayer(layer, overlay)
                .map(mount -> mount.type().equals("rootfs"))
                .orElse(true);
    }
}
