package io.bailiff.agent.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Builds a host's files under a directory, to be read through {@link LinuxFiles}. */
public final class HostTree {

    private final Path root;

    public HostTree(Path root) {
        this.root = root;
    }

    public LinuxFiles files() {
        return new LinuxFiles(root);
    }

    public HostTree file(String path, String content) {
        return bytes(path, content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
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
            Files.createDirectories(at(path).getParent());
            Files.deleteIfExists(at(path));
            Files.createSymbolicLink(at(path), Path.of(target));
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public HostTree remove(String path) {
        try {
            Files.delete(at(path));
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Where the host's path is on this machine. */
    public Path at(String path) {
        return root.resolve(path.substring(1));
    }
}
