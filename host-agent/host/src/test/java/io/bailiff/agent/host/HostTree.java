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
