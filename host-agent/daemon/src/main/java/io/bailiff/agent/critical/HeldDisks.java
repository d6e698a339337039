// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the disks under active devices of the kernel, mounted or not: LVM volumes, encrypted devices, multipath devices, RAID arrays,
 * bcache, DRBD. The kernel lists these devices as holders of the disk ({@code bd_link_disk_holder}). A device that a daemon has
 * activated by itself is a use as well, and the reason names the command that ends the use.
 */
final class HeldDisks implements HostCheck {

    private static final int MOST_NAMES = 3;

    private final HostFiles files;
    private final BlockDevices devices;
    private final BlockStack blocks;
    private final BlockNames names;
    private final StopCommand commands;

    HeldDisks(HostFiles files, BlockDevices devices, BlockStack blocks) {
        this.files = files;
        this.devices = devices;
        this.blocks = blocks;
        this.names = new BlockNames(files);
        this.commands = new StopCommand(files);
    }

    @Override
    public void addTo(Findings findings) {
        for (BlockDevice device : devices.all()) {
            try {
                held(device, findings);
                inBcache(device, findings);
                backing(device, findings);
            } catch (HostFileException failure) {
                findings.unknown(
                        UnknownScope.DISKS,
                        "Cannot read the devices on top of " + device.file() + ": " + failure.getMessage());
            }
        }
    }

    private void held(BlockDevice device, Findings findings) throws HostFileException {
        if (!entries(device, "/slaves").isEmpty()) {
            // The devices below name this device as a holder, and a walk from below reports the whole stack once.
            return;
        }
        Set<String> holders = new LinkedHashSet<>();
        Set<String> stops = new LinkedHashSet<>();
        for (String name : entries(device, "/holders")) {
            // A holder without a directory has been removed meanwhile.
            Optional<String> holder = files.realPath(device.directory() + "/holders/" + name);
            if (holder.isPresent()) {
                holders.add(describe(holder.get()));
                commands.of(holder.get()).ifPresent(stops::add);
            }
        }
        if (!holders.isEmpty()) {
            need(device, "held by " + few(holders) + endedBy(stops), "/holders", findings);
        }
    }

    /** Reports a disk of a bcache. A cache without a device to cache for is in use by the kernel, and has no holder. */
    private void inBcache(BlockDevice device, Findings findings) throws HostFileException {
        String cache = device.directory() + "/bcache";
        // The directory of a bcache device itself has a link of this name to the directory of the disk.
        if (files.realPath(cache).filter(cache::equals).isPresent()
                && entries(device, "/holders").isEmpty()) {
            need(device, "registered in bcache", "/bcache", findings);
        }
    }

    /** Reports a device below a loop device or the writeback of a zram device. The kernel does not list these as holders. */
    private void backing(BlockDevice device, Findings findings) throws HostFileException {
        Optional<String> below = blocks.backingFile(device.directory()).filter(file -> file.startsWith("/dev/"));
        if (below.isPresent()) {
            String stop = commands.of(device.directory())
                    .map(command -> endedBy(Set.of(command)))
                    .orElse("");
            blocks.underDirectory(
                    device.directory(),
                    findings.neededFor(Code.DISK_HELD, "held by the kernel" + stop, device.directory()));
        }
    }

    private void need(BlockDevice device, String purpose, String evidence, Findings findings) {
        blocks.underDirectory(
                device.directory(), findings.neededFor(Code.DISK_HELD, purpose, device.directory() + evidence));
    }

    private String describe(String holder) throws HostFileException {
        String state = holder + "/md/array_state";
        return names.label(holder) + (files.exists(state) ? " (" + files.read(state) + ")" : "");
    }

    private List<String> entries(BlockDevice device, String directory) throws HostFileException {
        String path = device.directory() + directory;
        return files.exists(path) ? files.list(path) : List.of();
    }

    private static String few(Set<String> holders) {
        List<String> all = new ArrayList<>(holders);
        return all.size() <= MOST_NAMES
                ? String.join(", ", all)
                : String.join(", ", all.subList(0, MOST_NAMES)) + " and " + (all.size() - MOST_NAMES) + " more";
    }

    private static String endedBy(Set<String> commands) {
        return commands.isEmpty() ? "" : "; to end the use: " + few(commands);
    }
}
