// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import java.nio.file.Files;
import java.nio.file.Path;

/** What the tests with real guests need from the machine. A machine without it fails them; it does not skip them. */
final class DebianPackages {

    private static final String INSTALL =
            "apt-get install --no-install-recommends qemu-system-x86 libvirt-daemon libvirt-daemon-driver-qemu"
                    + " libvirt-daemon-system";

    static final Path QEMU = Path.of("/usr/bin/qemu-system-x86_64");
    static final Path LIBVIRTD = Path.of("/usr/sbin/libvirtd");

    private DebianPackages() {}

    static void require(Path program) {
        if (!Files.isExecutable(program)) {
            throw new IllegalStateException(program + " is missing on this machine. Run: " + INSTALL);
        }
    }
}
