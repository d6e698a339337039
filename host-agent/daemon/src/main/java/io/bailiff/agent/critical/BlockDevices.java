// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The block devices of the host at one moment: disks, partitions, and devices on top of others. */
record BlockDevices(List<BlockDevice> all) {

    BlockDevices {
        all = List.copyOf(all);
    }

    /** Reads the block devices of the host. An unreadable list is an unknown about all storage, and the result is empty. */
    static BlockDevices read(HostFiles files, Findings findings) {
        List<BlockDevice> found = new ArrayList<>();
        try {
            for (String name : files.list(BlockStack.BY_NAME)) {
                // A device without a directory has been removed meanwhile.
                files.realPath(BlockStack.BY_NAME + name)
                        .ifPresent(directory -> found.add(new BlockDevice(name, directory)));
            }
        } catch (HostFileException failure) {
            // A kernel without block devices has no such directory.
            if (failure.error() != HostError.NO_ENTRY) {
                findings.unknown(
                        UnknownScope.STORAGE, "Cannot read the block devices of the host: " + failure.getMessage());
            }
        }
        return new BlockDevices(found);
    }

    /** Returns the block device with this directory. */
    Optional<BlockDevice> at(String directory) {
        return all.stream()
                .filter(device -> device.directory().equals(directory))
                .findFirst();
    }

    boolean hasPartitions(BlockDevice device) {
        return all.stream().anyMatch(other -> other.isPartOf(device));
    }
}
