// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.process.DeviceNodes;
import io.bailiff.agent.process.OpenFile;
import io.bailiff.agent.process.OpenFiles;
import io.bailiff.agent.process.ProcessIdentity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the disks that a process has open: a disk, a partition, a device on top of others, or a node that sends commands to a disk or
 * its controller ({@code /dev/nvme0}, {@code /dev/ng0n1}, {@code /dev/sg0}, {@code /dev/st0}, {@code /dev/bsg/*}).
 */
final class OpenDisks implements HostCheck {

    private static final Pattern COMMAND_NODE = Pattern.compile(
            ".*/(nvme/nvme[0-9]+|ng[0-9]+n[0-9]+|scsi_generic/sg[0-9]+|scsi_tape/n?st[0-9]+[alm]?|scsi_changer/sch[0-9]+|bsg/[^/]+)");

    /**
     * The programs of a stock host that open disks only to look: udev's workers read signatures, multipathd and smartd check the
     * health. Such a program opens the disk for reading only, and loses nothing with the disk.
     */
    private static final Set<String> MONITORS =
            Set.of("systemd-udevd", "(udev-worker)", "udevd", "udevadm", "blkid", "multipathd", "smartd", "udisksd");

    /** The last line of {@code open(2)} flags in fdinfo, in octal digits. The lowest two bits are the access mode; 0 is O_RDONLY. */
    private static final Pattern FLAGS = Pattern.compile("(?m)^flags:\\s*([0-7]{1,10})$");

    private static final int ACCESS_MODE = 3;
    private static final int MOST_NAMES = 3;

    private final HostFiles files;
    private final OpenFiles processes;
    private final DeviceNodes nodes;
    private final BlockDevices devices;
    private final BlockStack blocks;
    private final Map<Long, ProcessIdentity> identities = new HashMap<>();

    OpenDisks(HostFiles files, OpenFiles processes, DeviceNodes nodes, BlockDevices devices, BlockStack blocks) {
        this.files = files;
        this.processes = processes;
        this.nodes = nodes;
        this.devices = devices;
        this.blocks = blocks;
    }

    @Override
    public void addTo(Findings findings) {
        Set<String> seen = new HashSet<>();
        String self = self();
        for (OpenFile file : processes.files()) {
            if (!self.equals(Long.toString(file.pid()))) {
                addTo(file, seen, findings);
            }
        }
        // A process is listed once for each unreadable thread.
        List<String> unreadable = processes.unreadable().stream()
                .map(place -> place.replaceAll("/task/.*", ""))
                .distinct()
                .toList();
        if (!unreadable.isEmpty()) {
            int shown = Math.min(MOST_NAMES, unreadable.size());
            findings.unknown(
                    UnknownScope.STORAGE,
                    "Cannot read the open files of " + String.join(", ", unreadable.subList(0, shown))
                            + (unreadable.size() > shown ? " and " + (unreadable.size() - shown) + " more" : "")
                            + ", which may have a disk open");
        }
    }

    private void addTo(OpenFile file, Set<String> seen, Findings findings) {
        try {
            Optional<String> device = nodes.device(file).filter(this::isStorage);
            if (device.isPresent() && !isMonitor(file) && seen.add(file.pid() + " " + device.get())) {
                String purpose = "open in " + opener(file).description();
                blocks.underDirectory(device.get(), findings.neededFor(Code.DISK_OPEN, purpose, file.descriptor()));
            }
        } catch (HostFileException failure) {
            findings.unknown(
                    UnknownScope.STORAGE,
                    "Cannot determine the device of open file " + file.descriptor() + ": " + failure.getMessage());
        }
    }

    private boolean isStorage(String directory) {
        return COMMAND_NODE.matcher(directory).matches()
                || devices.at(directory).isPresent();
    }

    private ProcessIdentity opener(OpenFile file) {
        return identities.computeIfAbsent(file.pid(), pid -> ProcessIdentity.read(files, pid));
    }

    private boolean isMonitor(OpenFile file) throws HostFileException {
        return MONITORS.contains(opener(file).command()) && isReadOnly(file);
    }

    private boolean isReadOnly(OpenFile file) throws HostFileException {
        try {
            Matcher flags = FLAGS.matcher(files.read(file.descriptor().replace("/fd/", "/fdinfo/")));
            return flags.find() && (Integer.parseUnsignedInt(flags.group(1), 8) & ACCESS_MODE) == 0;
        } catch (HostFileException failure) {
            // The file is closed meanwhile, or the tree has no such file: nothing shows that the program only reads.
            if (failure.error() == HostError.NO_ENTRY) {
                return false;
            }
            throw failure;
        }
    }

    /** Returns the agent's own process, which reads the labels of disks; empty if {@code /proc} is not of the running kernel. */
    private String self() {
        try {
            return files.readLink("/proc/self").orElse("");
        } catch (HostFileException unreadable) {
            // The agent's own files then count like those of any other process.
            return "";
        }
    }
}
