// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The mark of a restore in the home, until the first start of the manager has read the mark.
 *
 * @param id the id of the restore
 * @param backupAt the time of the restored backup
 */
public record RestoreMark(UUID id, Instant backupAt) {

    private static final String FILE = "restored";

    /** Marks a home as restored. */
    public static void write(Path home, Instant backupAt) throws IOException {
        Path file = home.resolve(FILE);
        Files.deleteIfExists(file);
        Files.createFile(file, PrivateFiles.FILE);
        Files.writeString(file, UUID.randomUUID() + " " + backupAt + "\n");
    }

    /** Returns the mark of a home. */
    public static Optional<RestoreMark> read(Path home) throws IOException {
        Path file = home.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String[] words = Files.readString(file).strip().split(" ", -1);
        if (words.length != 2) {
            throw new IOException(file + " is damaged: restore the backup again");
        }
        return Optional.of(new RestoreMark(UUID.fromString(words[0]), Instant.parse(words[1])));
    }

    /** Removes the mark of a home. */
    public static void remove(Path home) throws IOException {
        Files.deleteIfExists(home.resolve(FILE));
    }
}
