// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.SysfsNames;
import io.bailiff.agent.zfs.ZfsLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The block devices that may belong to a pool of ZFS, with their labels. ZFS on Linux partitions a whole disk that it is given, and puts
 * the label on the partition. An older or foreign pool may have the label on the whole disk.
 *
 * @param labelled the devices with a label
 * @param unreadable the devices that may have a label, and cannot be read. A whole disk is not among them, unless the host has nothing
 *     else that can carry a pool
 */
record PoolDisks(List<Labelled> labelled, List<BlockDevice> unreadable) {

    /** A block device with the label of ZFS. */
    record Labelled(BlockDevice device, ZfsLabel label) {}

    PoolDisks {
        labelled = List.copyOf(labelled);
        unreadable = List.copyOf(unreadable);
    }

    static PoolDisks read(HostFiles files, BlockDevices devices) throws HostFileException {
        return new Search(files, devices).run();
    }

    /** A single search over the block devices of the host. */
    private static final class Search {

        /** A volume of ZFS has the disks of a guest, and any label on such a disk is about a pool of the guest. */
        private static final Pattern NEVER_A_MEMBER = Pattern.compile("(zd|zram|ram|sr|fd)[0-9]+(p[0-9]+)?");

        /** ZFS takes no smaller device ({@code SPA_MINDEVSIZE}, 64 MiB). In sectors of 512 bytes, as in sysfs. */
        private static final long SMALLEST = 64 * 1024 * 1024 / 512;

        /** The states of a SCSI disk and of an NVMe controller in which a read returns. */
        private static final Set<String> ANSWERING = Set.of("running", "live");

        private final HostFiles files;
        private final BlockDevices devices;
        private final List<Labelled> labelled = new ArrayList<>();
        private final List<BlockDevice> unreadable = new ArrayList<>();
        private final List<BlockDevice> unreadableDisks = new ArrayList<>();

        Search(HostFiles files, BlockDevices devices) {
            this.files = files;
            this.devices = devices;
        }

        PoolDisks run() throws HostFileException {
            for (BlockDevice device : devices.all()) {
                if (!NEVER_A_MEMBER.matcher(device.name()).matches()
                        && !devices.hasPartitions(device)
                        && isLargeEnough(device)) {
                    look(device);
                }
            }
            return new PoolDisks(labelled, labelled.isEmpty() && unreadable.isEmpty() ? unreadableDisks : unreadable);
        }

        private void look(BlockDevice device) throws HostFileException {
            Optional<byte[]> start = isAnswering(device) ? start(device) : Optional.empty();
            if (start.isPresent()) {
                ZfsLabel.read(start.get()).ifPresent(label -> labelled.add(new Labelled(device, label)));
            } else if (isWholeDisk(device)) {
                unreadableDisks.add(device);
            } else {
                unreadable.add(device);
            }
        }

        private Optional<byte[]> start(BlockDevice device) {
            try {
                byte[] start = files.readBytes(device.file(), ZfsLabel.BYTES);
                return Optional.of(start).filter(bytes -> bytes.length == ZfsLabel.BYTES);
            } catch (HostFileException failure) {
                return Optional.empty();
            }
        }

        /** Returns false if a read might wait for ever: for a disk that has stopped, or a suspended mapped device. */
        private boolean isAnswering(BlockDevice device) throws HostFileException {
            String disk = files.exists(device.directory() + "/partition")
                    ? device.directory().substring(0, device.directory().lastIndexOf('/'))
                    : device.directory();
            String state = text(disk + "/device/state");
            return (state.isEmpty() || ANSWERING.contains(state))
                    && !text(device.directory() + "/dm/suspended").equals("1");
        }

        private boolean isLargeEnough(BlockDevice device) throws HostFileException {
            String size = text(device.directory() + "/size");
            return !size.matches("[0-9]{1,18}") || Long.parseLong(size) >= SMALLEST;
        }

        private boolean isWholeDisk(BlockDevice device) throws HostFileException {
            return !SysfsNames.isVirtual(device.directory()) && !files.exists(device.directory() + "/partition");
        }

        private String text(String path) throws HostFileException {
            return files.exists(path) ? files.read(path) : "";
        }
    }
}
