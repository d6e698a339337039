// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.readiness;

import io.bailiff.manager.home.Home;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Proves that the home folder can store a new file. Reused blocks of an old file would not need any space. */
final class HomeWrite {

    private static final int BYTES = 4096;

    private final Path file;

    HomeWrite(Home home) {
        this.file = home.folder().resolve("write-check");
    }

    Optional<Unready> attempt() {
        try {
            Files.deleteIfExists(file);
            try (FileChannel channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer bytes = ByteBuffer.allocate(BYTES);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.delete(file);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(unready(e));
        }
    }

    private Unready unready(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        String problem = "Cannot write a file of " + BYTES + " bytes to " + file.getParent() + ": " + failure;
        if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
            return new Unready("disk-full", problem);
        }
        return new Unready(message.contains("Read-only file system") ? "read-only" : "not-writable", problem);
    }
}
