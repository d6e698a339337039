// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.tunnel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of the sockets for libvirt's client. Only the manager's user can enter the directory (0700): the sockets have no other
 * protection. The directory is in the manager's home, or, if the home's path is too long for a socket, in the directory for temporary files.
 */
final class SocketDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(SocketDirectory.class);

    /** The longest path of a socket: {@code sun_path} of unix(7), with a zero at the end. */
    private static final int LONGEST_PATH = 107;

    /** The longest name of a socket: a slash and the digits of a number. */
    private static final int LONGEST_NAME = 12;

    private static final String OWNER_ONLY = "rwx------";

    private final Path directory;
    private final AtomicLong last = new AtomicLong();

    private SocketDirectory(Path directory) {
        this.directory = directory;
    }

    /** Creates the directory, or removes the sockets that a killed manager has left in the directory. */
    static SocketDirectory in(Path home) throws IOException {
        Path inHome = home.resolve("libvirt");
        if (inHome.toString().getBytes(StandardCharsets.UTF_8).length + LONGEST_NAME > LONGEST_PATH) {
            Path temporary = Files.createTempDirectory("bailiff-");
            LOG.info(
                    "home folder has a path too long for sockets: the sockets for libvirt are elsewhere path={}",
                    temporary);
            return new SocketDirectory(temporary);
        }
        if (!Files.isDirectory(inHome)) {
            Files.createDirectory(
                    inHome, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
        }
        Files.setPosixFilePermissions(inHome, PosixFilePermissions.fromString(OWNER_ONLY));
        SocketDirectory sockets = new SocketDirectory(inHome);
        sockets.clear();
        return sockets;
    }

    /** Returns a new path. No earlier socket of this process had the path. */
    Path next() {
        return directory.resolve(Long.toString(last.incrementAndGet()));
    }

    private void clear() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    /** Removes the directory with all sockets. */
    void remove() {
        try {
            clear();
            Files.delete(directory);
        } catch (IOException e) {
            LOG.warn("cannot remove the directory of the sockets for libvirt path={}", directory, e);
        }
    }
}
