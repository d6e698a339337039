// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the disks that the kernel exports to other machines or to guests: by LIO (iSCSI, Fibre Channel, vhost-scsi), by the NVMe target,
 * or by SCST. The kernel opens these disks itself, without a process and without a holder. An exported file is on a mounted file system.
 */
final class ExportedDisks implements HostCheck {

    private static final String LIO = "/sys/kernel/config/target/core";
    private static final String NVME_TARGET = "/sys/kernel/config/nvmet/subsystems";
    private static final String SCST = "/sys/kernel/scst_tgt/devices";
    private static final String CONTROLLERS = "/sys/class/nvme/";

    /** The kernel's own name of the disk (iblock_show_configfs_dev_params in drivers/target/target_core_iblock.c). */
    private static final Pattern IBLOCK = Pattern.compile("iBlock device: ([^\\s/]+)");

    private static final Pattern CONTROLLER = Pattern.compile("/dev/(nvme[0-9]+)");

    private final HostFiles files;
    private final BlockStack blocks;

    ExportedDisks(HostFiles files, BlockStack blocks) {
        this.files = files;
        this.blocks = blocks;
    }

    @Override
    public void addTo(Findings findings) {
        check("LIO", () -> lio(findings), findings);
        check("the NVMe target", () -> nvmeTarget(findings), findings);
        check("SCST", () -> scst(findings), findings);
    }

    private static void check(String what, Search search, Findings findings) {
        try {
            search.run();
        } catch (HostFileException failure) {
            findings.unknown(
                    UnknownScope.STORAGE, "Cannot read the disks exported by " + what + ": " + failure.getMessage());
        }
    }

    private void lio(Findings findings) throws HostFileException {
        for (String adapter : listOrNone(LIO)) {
            for (String name : listOrNone(LIO + "/" + adapter)) {
                String directory = LIO + "/" + adapter + "/" + name;
                Optional<String> disk = isOff(directory) ? Optional.empty() : lioDisk(directory);
                disk.ifPresent(file -> export(file, "exported by LIO as " + name, directory, findings));
            }
        }
    }

    private Optional<String> lioDisk(String directory) throws HostFileException {
        Matcher kernelName = IBLOCK.matcher(text(directory + "/info"));
        return kernelName.find()
                ? Optional.of("/dev/" + kernelName.group(1))
                : Optional.of(text(directory + "/udev_path"));
    }

    private void nvmeTarget(Findings findings) throws HostFileException {
        for (String subsystem : listOrNone(NVME_TARGET)) {
            String directory = NVME_TARGET + "/" + subsystem;
            for (String number : listOrNone(directory + "/namespaces")) {
                nvmeTarget(directory + "/namespaces/" + number, subsystem, findings);
            }
            // A whole controller of the host, passed through (drivers/nvme/target/passthru.c).
            nvmeTarget(directory + "/passthru", subsystem, findings);
        }
    }

    private void nvmeTarget(String directory, String subsystem, Findings findings) throws HostFileException {
        if (!isOff(directory)) {
            export(
                    text(directory + "/device_path"),
                    "exported by the NVMe target as " + subsystem,
                    directory,
                    findings);
        }
    }

    private void scst(Findings findings) throws HostFileException {
        for (String name : listOrNone(SCST)) {
            String directory = SCST + "/" + name;
            // The first line is the file; a second line tells that the file is not the default.
            String file = text(directory + "/filename").lines().findFirst().orElse("");
            export(file, "exported by SCST as " + name, directory, findings);
        }
    }

    private void export(String file, String purpose, String evidence, Findings findings) {
        DependencySink sink = findings.neededFor(Code.DISK_EXPORTED, purpose, evidence);
        Matcher controller = CONTROLLER.matcher(file);
        if (controller.matches()) {
            controller(controller.group(1), sink);
        } else if (file.startsWith("/dev/")) {
            blocks.underFile(file, sink);
        }
    }

    private void controller(String name, DependencySink sink) {
        try {
            files.realPath(CONTROLLERS + name).ifPresent(path -> blocks.underDirectory(path, sink));
        } catch (HostFileException failure) {
            sink.unknown(UnknownScope.STORAGE, "Cannot read NVMe controller " + name + ": " + failure.getMessage());
        }
    }

    /** Returns true if the export is configured, and not switched on. */
    private boolean isOff(String directory) throws HostFileException {
        return text(directory + "/enable").equals("0");
    }

    private String text(String path) throws HostFileException {
        return files.exists(path) ? files.read(path) : "";
    }

    private List<String> listOrNone(String directory) throws HostFileException {
        try {
            return files.list(directory);
        } catch (HostFileException failure) {
            // A kernel that exports nothing has no such directory, and some entries of the directories are files.
            if (failure.error() == HostError.NO_ENTRY || failure.error() == HostError.OTHER) {
                return List.of();
            }
            throw failure;
        }
    }

    private interface Search {
        void run() throws HostFileException;
    }
}
