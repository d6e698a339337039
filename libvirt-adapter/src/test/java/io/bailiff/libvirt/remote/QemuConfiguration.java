// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A {@code qemu.conf} with which guests start without the machine's other daemons, namespaces and cgroups. */
final class QemuConfiguration {

    private static final String TEXT = """
            stdio_handler = "file"
            security_driver = "none"
            dynamic_ownership = 0
            namespaces = []
            cgroup_controllers = []
            """;

    /** Else a libvirt that is root gives QEMU a user that cannot read the directory. */
    private static final String STAY_ROOT = """
            user = "root"
            group = "root"
            """;

    private QemuConfiguration() {}

    static void forThisUser(Path directory) throws IOException {
        write(directory, ThisUser.isRoot() ? TEXT + STAY_ROOT : TEXT);
    }

    static void forASession(Path directory) throws IOException {
        write(directory, TEXT);
    }

    private static void write(Path directory, String text) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("qemu.conf"), text);
    }
}
