// SPDX-License-Identifier: Apache-2.0
package io.bailiff.bench;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * Copies {@code /sys} of a host to a directory: directories, links, and files with their contents. A file without a content for readers,
 * such as {@code bind}, becomes an empty file that only the owner can write. The copy has no kernel behind it: a write changes the file and
 * moves no function.
 */
final class SysfsCopy {

    private static final int LONGEST = 4096;

    private final HostFiles files;

    SysfsCopy(HostFiles files) {
        this.files = files;
    }

    /** @param target an existing empty directory for the entries of {@code /sys} */
    void copyTo(Path target) throws IOException {
        copy(files.list("/sys"), "/sys", target);
    }

    private void copy(List<String> names, String directory, Path target) throws IOException {
        for (String name : names) {
            copy(directory + "/" + name, target.resolve(name));
        }
    }

    private void copy(String path, Path target) throws IOException {
        Optional<String> link = files.readLink(path);
        if (link.isPresent()) {
            Files.createSymbolicLink(target, Path.of(link.get()));
            return;
        }
        Optional<List<String>> entries = entries(path);
        if (entries.isPresent()) {
            copy(entries.get(), path, Files.createDirectory(target));
        } else {
            copyFile(path, target);
        }
    }

    /** Returns the names in a directory; empty for a file. */
    private Optional<List<String>> entries(String path) throws HostFileException {
        try {
            return Optional.of(files.list(path));
        } catch (HostFileException failure) {
            // ENOTDIR.
            if (failure.error() == HostError.OTHER) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private void copyFile(String path, Path target) throws IOException {
        Optional<byte[]> content = content(path);
        if (content.isPresent()) {
            Files.write(target, content.get());
        } else {
            Files.createFile(
                    target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("-w-------")));
        }
    }

    /** Returns the content of a file; empty if nobody can read the file. */
    private Optional<byte[]> content(String path) {
        try {
            return Optional.of(files.readBytes(path, LONGEST));
        } catch (HostFileException writeOnly) {
            return Optional.empty();
        }
    }
}
