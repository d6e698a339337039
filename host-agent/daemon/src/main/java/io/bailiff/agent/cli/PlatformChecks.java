// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.host.HostDirectories;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.kernel.Kernel;
import io.bailiff.agent.kernel.Lockdown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks for properties of the kernel and of libvirt that an operator should know before lending. */
final class PlatformChecks {

    private static final String VFIO_DEVICES = "/sys/class/vfio-dev";
    private static final String VFIO_GROUPS = "/sys/class/vfio";
    private static final String NO_GROUPS = "# CONFIG_VFIO_GROUP is not set";
    private static final List<String> LIBRARIES = List.of(
            "/usr/lib/x86_64-linux-gnu/", "/usr/lib/aarch64-linux-gnu/", "/usr/lib64/", "/usr/lib/", "/usr/local/lib/");

    /** libvirt's library ends with 1,000 times the major version plus the minor version: {@code libvirt.so.0.12004.0}. */
    private static final Pattern LIBVIRT = Pattern.compile("libvirt\\.so\\.0\\.([0-9]{4,6})\\.([0-9]+)");

    private static final int PER_MAJOR = 1000;
    private static final int FIRST_WITH_FAULT = 12 * PER_MAJOR + 2;
    private static final int FIRST_WITHOUT_FAULT = 12 * PER_MAJOR + 9;

    private final HostFiles files;

    PlatformChecks(HostFiles files) {
        this.files = files;
    }

    List<Check> all() throws HostFileException {
        List<Check> checks = new ArrayList<>();
        lockdown().ifPresent(checks::add);
        groupFiles().ifPresent(checks::add);
        libvirt().ifPresent(checks::add);
        return checks;
    }

    private Optional<Check> lockdown() throws HostFileException {
        return Lockdown.mode(files)
                .map(
                        mode -> Check.warn(
                                Check.Subject.LOCKDOWN,
                                "The kernel is in lockdown (" + mode
                                        + "), so a fence cannot clear bus mastering. A fence then relies on the suspended guest and on denied claims.",
                                "Lockdown comes with Secure Boot. To let a fence stop DMA, switch Secure Boot off, or boot with lockdown=none."));
    }

    /** A guest of a kernel without {@code /dev/vfio/N} needs iommufd: QEMU otherwise opens the file of the group. */
    private Optional<Check> groupFiles() throws HostFileException {
        if (!lacksGroupFiles()) {
            return Optional.empty();
        }
        return Optional.of(Check.warn(
                Check.Subject.VFIO,
                "This kernel has no files of IOMMU groups (CONFIG_VFIO_GROUP=n): a guest gets a function only through iommufd.",
                "Use libvirt 12.9 or later and <iommufd enabled='yes'/> in the definitions of the guests,"
                        + " or boot a kernel with CONFIG_VFIO_GROUP."));
    }

    /** The module vfio makes the class {@code vfio-dev}, and with CONFIG_VFIO_GROUP the class {@code vfio} (drivers/vfio). */
    private boolean lacksGroupFiles() throws HostFileException {
        if (files.exists(VFIO_DEVICES)) {
            return !files.exists(VFIO_GROUPS);
        }
        String configuration = "/boot/config-" + new Kernel(files).release();
        return files.exists(configuration) && files.anyLine(configuration, NO_GROUPS::equals);
    }

    private Optional<Check> libvirt() throws HostFileException {
        for (String directory : LIBRARIES) {
            for (String name : HostDirectories.listIfPresent(files, directory)) {
                Matcher library = LIBVIRT.matcher(name);
                if (library.matches()) {
                    return libvirt(Integer.parseInt(library.group(1)));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Check> libvirt(int version) {
        if (version < FIRST_WITH_FAULT || version >= FIRST_WITHOUT_FAULT) {
            return Optional.empty();
        }
        return Optional.of(Check.warn(
                Check.Subject.LIBVIRT,
                "libvirt " + version / PER_MAJOR + "." + version % PER_MAJOR
                        + " parses files of PCI devices incorrectly; the fault came with 12.2.",
                "Update libvirt to 12.9 or later."));
    }
}
