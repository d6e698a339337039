// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Builds a host's files under a directory, to be read through {@link LinuxFiles}. Links are followed as the host would, so
 * that nothing is ever written outside of the directory.
 */
public final class HostTree {

    private final Path root;
    private final RootedPaths paths;

    public HostTree(Path root) {
        this.root = root;
        this.paths = new RootedPaths(root.toString());
    }

    public LinuxFiles files() {
        return new LinuxFiles(root);
    }

    public HostTree file(String path, String content) {
        return bytes(path, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds the files of a host with Debian's kernel 6.1 and a serial console, without mounts and routes. */
    public HostTree kernel61() {
        return file("/sys/class/tty/console/active", "ttyS0\n")
                .file("/proc/1/mountinfo", "")
                .file("/proc/1/net/route", "Iface\tDestination\n")
                .file("/proc/kallsyms", "0 T iommu_group_claim_dma_owner\n")
                .file("/proc/sys/kernel/osrelease", "6.1.0-56-amd64\n")
                .file("/proc/sys/kernel/random/boot_id", "5f2c1f1e-0000-4000-8000-000000000000\n")
                .file("/lib/modules/6.1.0-56-amd64/modules.alias", "alias vfio_pci:v*d*sv*sd*bc*sc*i* vfio_pci\n");
    }

    public HostTree bytes(String path, byte[] content) {
        try {
            Files.createDirectories(at(path).getParent());
            Files.write(at(path), content);
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public HostTree directory(String path) {
        try {
            Files.createDirectories(at(path));
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A symbolic link with exactly this text; one that is there already is replaced. */
    public HostTree link(String path, String target) {
        try {
            Files.createDirectories(place(path).getParent());
            Files.deleteIfExists(place(path));
            Files.createSymbolicLink(place(path), Path.of(target));
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Removes a file, an empty directory, or a link, not what it points to. */
    public HostTree remove(String path) {
        try {
            Files.delete(place(path));
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Where the host's path is on this machine, all links followed. */
    public Path at(String path) {
        try {
            return Path.of(paths.resolve(path));
        } catch (HostFileException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Path place(String path) {
        try {
            return Path.of(paths.resolveParent(path));
        } catch (HostFileException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
