// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.critical.Mounts.Mounted;
import io.bailiff.agent.critical.PoolDisks.Labelled;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.SysfsNames;
import io.bailiff.agent.zfs.PoolMembers;
import io.bailiff.agent.zfs.ZfsLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the disks of the imported pools of ZFS, by the labels on the disks: sysfs does not list the disks of a pool. An imported pool is
 * in use also without a mounted file system, because the volumes of a pool may be the disks of guests.
 */
final class ZfsPools implements HostCheck {

    private static final String STATISTICS = "/proc/spl/kstat/zfs";

    private final HostFiles files;
    private final Mounts mounts;
    private final BlockDevices devices;
    private final BlockStack blocks;

    ZfsPools(HostFiles files, Mounts mounts, BlockDevices devices, BlockStack blocks) {
        this.files = files;
        this.mounts = mounts;
        this.devices = devices;
        this.blocks = blocks;
    }

    @Override
    public void addTo(Findings findings) {
        try {
            Map<String, List<String>> pools = pools();
            if (!pools.isEmpty()) {
                addTo(pools, findings);
            } else if (devices.all().stream().anyMatch(device -> device.name().startsWith("zd"))) {
                findings.unknown(UnknownScope.DISKS, "Cannot determine the pool of the host's ZFS volumes");
            }
        } catch (HostFileException failure) {
            findings.unknown(UnknownScope.DISKS, "Cannot read the ZFS pools of the host: " + failure.getMessage());
        }
    }

    private void addTo(Map<String, List<String>> pools, Findings findings) throws HostFileException {
        PoolDisks disks = PoolDisks.read(files, devices);
        for (Map.Entry<String, List<String>> pool : pools.entrySet()) {
            addTo(pool.getKey(), sink(pool.getKey(), pool.getValue(), findings), disks, findings);
        }
        // The label of a spare or a cache names no pool, and such a device may serve any pool.
        DependencySink spare =
                findings.neededFor(Code.DISK_HELD, "labelled as spare or cache of a ZFS pool", STATISTICS);
        disks.labelled().stream()
                .filter(disk -> disk.label().pool() == null)
                .forEach(disk -> blocks.underDirectory(disk.device().directory(), spare));
    }

    private static DependencySink sink(String pool, List<String> points, Findings findings) {
        return points.isEmpty()
                ? findings.neededFor(
                        Code.DISK_HELD,
                        "with imported ZFS pool " + pool + "; to end the use: zpool export " + pool,
                        STATISTICS + "/" + pool)
                : findings.neededFor(
                        Code.MOUNTED_FILE_SYSTEM,
                        "with ZFS pool " + pool + ", " + Mounted.purpose(points),
                        Mounts.TABLE);
    }

    private void addTo(String pool, DependencySink sink, PoolDisks disks, Findings findings) throws HostFileException {
        Optional<String> guid = guid(pool);
        List<Labelled> members = disks.labelled().stream()
                .filter(disk -> belongs(disk.label(), pool, guid))
                .toList();
        members.forEach(disk -> blocks.underDirectory(disk.device().directory(), sink));
        if (members.isEmpty()) {
            unknown("Cannot find a disk with the label of ZFS pool " + pool, sink, candidates(disks), findings);
        } else if (!PoolMembers.areComplete(
                        members.stream().map(Labelled::label).toList())
                && !disks.unreadable().isEmpty()) {
            unknown("Cannot find all disks of ZFS pool " + pool, sink, disks.unreadable(), findings);
        }
    }

    /**
     * Returns true if the label is of the pool. A label that a read-only import leaves in place says "exported", so only a destroyed pool
     * is left out. Where the kernel shows the number of the pool (OpenZFS 2.2), another pool of the same name does not count.
     */
    private static boolean belongs(ZfsLabel label, String pool, Optional<String> guid) {
        return guid.isPresent()
                ? guid.get().equals(Long.toUnsignedString(label.poolGuid()))
                : pool.equals(label.pool()) && !label.isDestroyed();
    }

    private Optional<String> guid(String pool) throws HostFileException {
        String path = STATISTICS + "/" + pool + "/guid";
        return files.exists(path)
                ? Optional.of(files.read(path)).filter(text -> text.matches("[0-9]+"))
                : Optional.empty();
    }

    /** Returns the devices that a pool without any known label may be on: a pool imported under another name keeps the old label. */
    private static List<BlockDevice> candidates(PoolDisks disks) {
        List<BlockDevice> candidates = new ArrayList<>(disks.unreadable());
        disks.labelled().forEach(disk -> candidates.add(disk.device()));
        return candidates;
    }

    private void unknown(String text, DependencySink sink, List<BlockDevice> candidates, Findings findings) {
        // Without a candidate, the pool is on files, or on disks that show nothing of the pool.
        sink.unknown(candidates.isEmpty() ? UnknownScope.DISKS : UnknownScope.POOL_DISKS, text);
        DependencySink carriers = new DependencySink() {
            @Override
            public void found(String path, String chain) {
                findings.carrier(UnknownScope.POOL_DISKS, SysfsNames.functions(path));
            }

            @Override
            public void unknown(UnknownScope scope, String unknown) {
                findings.unknown(scope, unknown);
            }
        };
        candidates.forEach(device -> blocks.underDirectory(device.directory(), carriers));
    }

    /** Returns the names of the imported pools, each with the mount points of its file systems. */
    private Map<String, List<String>> pools() throws HostFileException {
        Map<String, List<String>> pools = new TreeMap<>();
        for (Mounted mounted : mounts.fileSystems()) {
            if (mounted.mount().type().equals("zfs")) {
                String pool = mounted.mount().source().replaceAll("[/@].*", "");
                pools.computeIfAbsent(pool, any -> new ArrayList<>()).addAll(mounted.points());
            }
        }
        for (String entry : statistics()) {
            // Each pool has a directory. OpenZFS 0.8 and later have a file "state" there, all versions "txgs" or "io".
            for (String file : Set.of("state", "txgs", "io")) {
                if (files.exists(STATISTICS + "/" + entry + "/" + file)) {
                    pools.computeIfAbsent(entry, any -> new ArrayList<>());
                }
            }
        }
        return pools;
    }

    private List<String> statistics() throws HostFileException {
        try {
            return files.list(STATISTICS);
        } catch (HostFileException failure) {
            // A kernel without ZFS has no such directory.
            if (failure.error() == HostError.NO_ENTRY) {
                return List.of();
            }
            throw failure;
        }
    }
}
