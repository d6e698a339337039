// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.critical.Mounts.Mounted;
import io.bailiff.agent.host.HostDirectories;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the disks of file systems that the kernel uses without a visible mount: after {@code umount --lazy} with open files, or mounted
 * only by an open file ({@code fsmount(2)}). The kernel lists ext4, XFS and F2FS by the name of the device while the file system is
 * active. Also finds the disks with an external journal of ext4, which the mount does not name.
 */
final class ActiveFileSystems implements HostCheck {

    private static final List<String> BY_DEVICE = List.of("/sys/fs/ext4", "/sys/fs/xfs", "/sys/fs/f2fs");
    /** {@code sda1-8} for a journal in inode 8 of the file system, {@code sdb1} for a journal that has a device of its own. */
    private static final String JOURNALS = "/proc/fs/jbd2";

    private final HostFiles files;
    private final BlockDevices devices;
    private final Mounts mounts;
    private final BlockStack blocks;

    ActiveFileSystems(HostFiles files, BlockDevices devices, Mounts mounts, BlockStack blocks) {
        this.files = files;
        this.devices = devices;
        this.mounts = mounts;
        this.blocks = blocks;
    }

    @Override
    public void addTo(Findings findings) {
        try {
            Set<String> mounted = mounted();
            for (String directory : BY_DEVICE) {
                add(directory, mounted, "in an active file system without a mount", findings);
            }
            add(JOURNALS, Set.of(), "with the journal of another file system", findings);
        } catch (HostFileException failure) {
            findings.unknown(
                    UnknownScope.DISKS, "Cannot read the active file systems of the host: " + failure.getMessage());
        }
    }

    private void add(String directory, Set<String> without, String purpose, Findings findings)
            throws HostFileException {
        // A kernel without the file system, or without active file systems of the type, has no such directory.
        Set<String> names = new HashSet<>(HostDirectories.listIfPresent(files, directory));
        for (BlockDevice device : devices.all()) {
            if (names.contains(device.name()) && !without.contains(device.directory())) {
                blocks.underDirectory(
                        device.directory(),
                        findings.neededFor(Code.MOUNTED_FILE_SYSTEM, purpose, directory + "/" + device.name()));
            }
        }
    }

    /** Returns the directories of the mounted block devices. */
    private Set<String> mounted() throws HostFileException {
        Set<String> directories = new HashSet<>();
        for (Mounted mounted : mounts.fileSystems()) {
            if (mounted.mount().isOnBlockDevice()) {
                files.realPath(BlockStack.BY_NUMBER + mounted.mount().device()).ifPresent(directories::add);
            }
        }
        return directories;
    }
}
