package io.bailiff.libvirt.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A {@code qemu.conf} with which guests start without the machine's other daemons, namespaces and cgroups. The user counts
 * only where libvirt is root: elsewhere QEMU runs as whoever runs libvirt.
 */
final class QemuConfiguration {

    private static final String TEXT = """
            stdio_handler = "file"
            security_driver = "none"
            dynamic_ownership = 0
            namespaces = []
            cgroup_controllers = []
            user = "root"
            group = "root"
            """;

    private QemuConfiguration() {}

    static void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("qemu.conf"), TEXT);
    }
}
